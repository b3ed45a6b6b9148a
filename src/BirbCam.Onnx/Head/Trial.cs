using BirbCam.Onnx.Format;
using BirbCam.Onnx.Probing;
using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Onnx.Head;

/// <summary>One run of a model on a picture that means nothing, with some of its tensors kept: what a finished explanation can be tried on.</summary>
internal sealed class Trial : IDisposable
{
    private readonly Dictionary<string, OrtValue> _tensors = [];

    /// <param name="names">Tensors to keep; the input is kept in any case.</param>
    /// <param name="late">Ends the run between two operators.</param>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime refuses the model, or the run was ended.</exception>
    public Trial(ModelFile file, TensorInfo input, IReadOnlyList<string> names, CancellationToken late)
    {
        string[] asked = [.. names.Where(name => name != input.Name).Distinct()];
        byte[] exposed = AppendOutputs.To(file.Bytes.Span, file.Graph, asked);

        OrtValue picture = RuntimeTensor.Create(input);
        _tensors[input.Name] = picture;
        RuntimeTensor.Fill(picture, NoisyRamp(input.ElementCount));

        // A layer that is the picture itself may need nothing else, and the runtime does not run for nothing.
        if (asked.Length == 0)
            return;

        try
        {
            using InferenceSession session = RuntimeSession.Open(exposed, file.ExternalFolder, threads: 1);
            using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using CancellationTokenRegistration stop = late.Register(() => options.Terminate = true);
            foreach ((string name, OrtValue value) in asked.Zip(session.Run(options, [input.Name], [picture], asked)))
                _tensors[name] = value;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public OrtValue this[string tensor] => _tensors[tensor];

    public void Dispose()
    {
        foreach (OrtValue tensor in _tensors.Values)
            tensor.Dispose();
    }

    /// <summary>
    /// A pattern that repeats itself makes equal maxima for a pooling to choose from, where the score has a kink and no slope to compare with: on the
    /// probe's ramp the check found 11 % of error in the exact gradient of a network with a maximum pooling at its end.
    /// </summary>
    private static float[] NoisyRamp(int count)
    {
        var random = new Random(1);
        float[] values = Ramp.Of(count);
        for (int i = 0; i < count; i++)
            values[i] += 0.25f * random.NextSingle();
        return values;
    }
}
