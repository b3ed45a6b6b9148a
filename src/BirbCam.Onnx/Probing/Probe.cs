using BirbCam.Onnx.Format;
using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Onnx.Probing;

/// <summary>Runs models to learn about them: the shape of every tensor, and what a single operator does.</summary>
internal static class Probe
{
    /// <summary>Operators whose result differs from run to run, although they read nothing of the picture.</summary>
    private static readonly HashSet<string> Random = ["RandomNormal", "RandomUniform", "RandomNormalLike", "RandomUniformLike", "Multinomial", "Bernoulli"];

    /// <summary>Operators that read the shape of a tensor, which is the same for every picture, and nothing else of it.</summary>
    private static readonly HashSet<string> ShapeOnly = ["Shape", "Size"];

    /// <summary>What the runtime's arena says when its limit is reached (bfc_arena.cc).</summary>
    private const string OutOfRoom = "is smaller than requested bytes";

    /// <summary>Runs the model once with every tensor as an output.</summary>
    /// <param name="model">The bytes that <paramref name="graph"/> was read from.</param>
    /// <param name="folder">Where external weights lie; null where there are none.</param>
    /// <param name="input">The one input that is fed, with the shape to feed it in.</param>
    /// <param name="bounds">Null for <see cref="ProbeBounds.Default"/>.</param>
    /// <exception cref="OnnxFormatException">ONNX Runtime refuses the model, or the shape; or the model takes more than the bounds allow.</exception>
    public static ProbeResult Run(ReadOnlySpan<byte> model, string? folder, OnnxGraph graph, TensorInfo input, ProbeBounds? bounds = null)
    {
        bounds ??= ProbeBounds.Default;
        if ((long)input.ElementCount * sizeof(float) > bounds.Bytes)
            throw new OnnxFormatException(TooLarge(bounds));

        string[] made = [.. graph.Nodes.SelectMany(node => node.Outputs).Where(name => name.Length > 0)];
        byte[] exposed = AppendOutputs.To(model, graph, made);
        HashSet<string> varying = Varying(graph, input.Name);

        return Run(exposed, folder, Weight(exposed, graph), input, Ramp.Of(input.ElementCount), made, bounds, tensors =>
        {
            var shapes = new Dictionary<string, TensorInfo> { [input.Name] = input };
            var constants = new Dictionary<string, OnnxTensor>(graph.Initializers);
            for (int i = 0; i < made.Length; i++)
            {
                // Sequences and optionals have no shape; no rule asks for them.
                if (!tensors[i].IsTensor)
                    continue;

                shapes[made[i]] = Describe(made[i], tensors[i]);
                if (!varying.Contains(made[i]) && shapes[made[i]].Type.Size() > 0)
                    constants[made[i]] = Read(tensors[i]);
            }

            return new ProbeResult(shapes, constants);
        });
    }

    /// <summary>The first output of a small model of ours.</summary>
    public static OnnxTensor Evaluate(byte[] model, string input, OnnxTensor value, string output)
        => Run(
            model, folder: null, model.Length, new TensorInfo(input, ElementType.Float, value.Shape), value.ToFloats(), [output], ProbeBounds.Default,
            tensors => Read(tensors[0]));

    /// <summary>How much the weights take: those in the file, and those beside it.</summary>
    private static long Weight(byte[] model, OnnxGraph graph)
        => model.Length + (graph.HasExternalData ? graph.Initializers.Values.Sum(tensor => (long)tensor.Raw.Length) : 0);

    /// <summary>Every tensor that depends on what the picture shows, or on chance.</summary>
    private static HashSet<string> Varying(OnnxGraph graph, string input)
    {
        HashSet<string> varying = [input];
        foreach (OnnxNode node in graph.Nodes)
        {
            bool varies = Random.Contains(node.Op) || (!(node.IsStandard && ShapeOnly.Contains(node.Op)) && node.Reads.Any(varying.Contains));
            if (varies)
                varying.UnionWith(node.Outputs);
        }

        return varying;
    }

    /// <summary>What <paramref name="read"/> makes of the outputs, which are gone when it is done.</summary>
    private static T Run<T>(
        byte[] model, string? folder, long weight, TensorInfo input, float[] values, string[] outputs, ProbeBounds bounds, Func<IReadOnlyList<OrtValue>, T> read)
        => Deadline.Within(bounds.Time, bounds.Clock, late =>
        {
            try
            {
                using InferenceSession session = RuntimeSession.OpenWithin(bounds.Bytes + weight, model, folder);
                using OrtValue fed = RuntimeTensor.Create(input);
                RuntimeTensor.Fill(fed, values);
                using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
                using CancellationTokenRegistration stop = late.Register(() => options.Terminate = true);
                using IDisposableReadOnlyCollection<OrtValue> tensors = session.Run(options, [input.Name], [fed], outputs);
                return read(tensors);
            }
            catch (OnnxRuntimeException refused)
            {
                throw new OnnxFormatException(Reason(refused.Message, bounds, late), refused);
            }
        });

    private static string Reason(string message, ProbeBounds bounds, CancellationToken late)
    {
        if (late.IsCancellationRequested)
            return $"the model takes more than {bounds.Time.TotalSeconds:0} s for one picture";
        if (message.Contains(OutOfRoom, StringComparison.Ordinal))
            return TooLarge(bounds);
        return $"ONNX Runtime refuses the model: {message}";
    }

    private static string TooLarge(ProbeBounds bounds)
        => $"the tensors of the model take more than {bounds.Bytes >> 20} MiB at this size of its input: give it smaller pictures, or use a smaller model";

    private static TensorInfo Describe(string name, OrtValue tensor)
    {
        OrtTensorTypeAndShapeInfo info = tensor.GetTensorTypeAndShape();
        return new TensorInfo(name, (ElementType)(int)info.ElementDataType, Array.ConvertAll(info.Shape, size => (int)size));
    }

    private static OnnxTensor Read(OrtValue tensor)
    {
        TensorInfo info = Describe("", tensor);
        return new OnnxTensor(info.Type, [.. info.Shape], tensor.GetTensorDataAsSpan<byte>().ToArray());
    }
}
