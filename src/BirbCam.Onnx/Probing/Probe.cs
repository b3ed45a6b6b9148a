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

    /// <summary>Runs the model once with every tensor as an output.</summary>
    /// <param name="model">The bytes that <paramref name="graph"/> was read from.</param>
    /// <param name="folder">Where external weights lie; null where there are none.</param>
    /// <param name="input">The one input that is fed, with the shape to feed it in.</param>
    /// <exception cref="OnnxFormatException">ONNX Runtime refuses the model, or the shape.</exception>
    public static ProbeResult Run(ReadOnlySpan<byte> model, string? folder, OnnxGraph graph, TensorInfo input)
    {
        string[] made = [.. graph.Nodes.SelectMany(node => node.Outputs).Where(name => name.Length > 0)];
        HashSet<string> declared = [.. graph.Outputs.Select(output => output.Name)];
        byte[] exposed = AppendOutputs.To(model, made.Where(name => !declared.Contains(name)));
        HashSet<string> varying = Varying(graph, input.Name);

        var shapes = new Dictionary<string, TensorInfo> { [input.Name] = input };
        var constants = new Dictionary<string, OnnxTensor>(graph.Initializers);
        using InferenceSession session = Open(exposed, folder);
        using OrtValue picture = Feed(OnnxTensor.Of(Ramp(input.Shape), [.. input.Shape]));
        using IDisposableReadOnlyCollection<OrtValue> tensors = Run(session, [input.Name], [picture], made);
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
    }

    /// <summary>The first output of a small model of ours.</summary>
    public static OnnxTensor Evaluate(byte[] model, string input, OnnxTensor value, string output)
    {
        using InferenceSession session = Open(model, folder: null);
        using OrtValue fed = Feed(value);
        using IDisposableReadOnlyCollection<OrtValue> results = Run(session, [input], [fed], [output]);
        return Read(results[0]);
    }

    /// <summary>Every tensor that depends on what the picture shows, or on chance.</summary>
    private static HashSet<string> Varying(OnnxGraph graph, string input)
    {
        HashSet<string> varying = [input];
        foreach (OnnxNode node in graph.Nodes)
        {
            bool varies = Random.Contains(node.Op) || (!ShapeOnly.Contains(node.Op) && node.Reads.Any(varying.Contains));
            if (varies)
                varying.UnionWith(node.Outputs);
        }

        return varying;
    }

    private static InferenceSession Open(byte[] model, string? folder)
    {
        // Optimisation would fuse away the tensors that are asked for.
        return Guarded(() => RuntimeSession.Open(model, folder, threads: 1, GraphOptimizationLevel.ORT_DISABLE_ALL));
    }

    private static IDisposableReadOnlyCollection<OrtValue> Run(InferenceSession session, string[] inputs, OrtValue[] values, string[] outputs)
    {
        using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        return Guarded(() => session.Run(options, inputs, values, outputs));
    }

    private static T Guarded<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (OnnxRuntimeException refused)
        {
            throw new OnnxFormatException($"ONNX Runtime refuses the model: {refused.Message}", refused);
        }
    }

    private static OrtValue Feed(OnnxTensor tensor) => OrtValue.CreateTensorValueFromMemory(tensor.ToFloats(), Array.ConvertAll(tensor.Shape, size => (long)size));

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

    /// <summary>Any finite picture shows the shapes; this one is not constant, so that no normalisation divides by zero.</summary>
    private static float[] Ramp(IReadOnlyList<int> shape)
    {
        float[] values = new float[Shapes.Count([.. shape])];
        for (int i = 0; i < values.Length; i++)
            values[i] = i % 251 / 251f;
        return values;
    }
}
