using BirbCam.Onnx.TfLite.Rules;

namespace BirbCam.Onnx.TfLite;

/// <summary>
/// Turns a TFLite classifier of pictures into an ONNX model of real numbers, which has a gradient. What was quantised computes with the numbers that the
/// integers stand for, and every output is clipped to what its integers can hold: older networks have no other nonlinearity than that, and are wrong on
/// every picture without it.
/// </summary>
/// <remarks>
/// The file is read by a FlatBuffers reader of our own. Google's package would need some thousand lines made from the schema, and answers a damaged file
/// with whatever exception the array access throws.
/// </remarks>
public static class TfLiteImport
{
    /// <summary>Of a file. ResNet-50 has 100 MiB as float and 25 MiB quantised.</summary>
    public const int MaxBytes = 128 << 20;

    /// <summary>Of the network's input, as of a model card's.</summary>
    private const int MaxSide = 2048;

    private const int MaxClasses = 100_000;

    private const string InputName = "image";

    /// <exception cref="TfLiteFormatException">Not a TFLite model, a damaged one, or one that uses what cannot be imported.</exception>
    public static ImportedClassifier Read(ReadOnlyMemory<byte> file)
    {
        if (file.Length > MaxBytes)
            throw new TfLiteFormatException($"{file.Length >> 20} MiB are too much for a classifier (at most {MaxBytes >> 20} MiB)");

        TfLiteModel model = TfLiteReader.Read(file);
        TfLiteTensor input = model.Tensors[model.Input];
        if (input.Shape is not [1, >= 1 and <= MaxSide, >= 1 and <= MaxSide, 3] || input.Type is not (ElementType.Float or ElementType.UInt8 or ElementType.Int8))
            throw new TfLiteFormatException($"the input is {input.Type} [{string.Join(", ", input.Shape)}], not [1, height, width, 3] of float, uint8 or int8");

        TfLiteOperator? last = model.Operators.LastOrDefault(op => !ImportRules.IsPassage(op));
        string? activation = ImportRules.FinalActivation(last);
        string outputName = activation is null ? "logits" : "probabilities";

        // A file may name some constants twice; one that names its weights a hundred times wants our memory.
        var graph = new ImportedGraph(mostWeights: 2L * file.Length);
        graph.Reserve(outputName);
        Wire output = Convert(model, graph, graph.Input(InputName, input), last);

        int classes = output.Shape.Length == 0 ? 0 : output.Shape[^1];
        if (classes is < 1 or > MaxClasses || classes != output.Count)
            throw new TfLiteFormatException($"the output is [{string.Join(", ", output.Shape)}], no list of scores, one for each class");

        return new ImportedClassifier(graph.Finish(output, outputName), InputName, input.Shape[1], input.Shape[2], PixelsOf(input), outputName, activation, classes);
    }

    private static Wire Convert(TfLiteModel model, ImportedGraph graph, Wire image, TfLiteOperator? last)
    {
        var wires = new Dictionary<int, Wire> { [model.Input] = image };
        var constants = new Dictionary<int, TfLiteTensor>();
        for (int i = 0; i < model.Tensors.Count; i++)
        {
            if (model.Tensors[i].IsConstant && i != model.Input)
                constants[i] = model.Tensors[i];
        }

        foreach (TfLiteOperator op in model.Operators)
        {
            int made = op.Outputs[0];
            if (op.Outputs.Length != 1 || constants.ContainsKey(made) || wires.ContainsKey(made))
                throw new TfLiteFormatException($"operator {op.Index}, {op.Name}: its outputs are not its own, or too many");

            // Weights of half precision stand before a DEQUANTIZE of their own.
            if (op is { Name: "DEQUANTIZE", Inputs: [int source] } && constants.TryGetValue(source, out TfLiteTensor? packed))
                constants[made] = packed;
            else
                wires[made] = Saturated(op, model.Tensors[made], graph, new ImportStep(op, model, graph, wires, constants), last);
        }

        return wires.TryGetValue(model.Output, out Wire? output) && output != image
            ? output
            : throw new TfLiteFormatException($"damaged model: nothing makes its output '{model.Tensors[model.Output].Name}'");
    }

    /// <summary>What the operator makes, within the bounds of its quantised output.</summary>
    private static Wire Saturated(TfLiteOperator op, TfLiteTensor declared, ImportedGraph graph, ImportStep step, TfLiteOperator? last)
    {
        ImportRule rule = ImportRules.Find(op.Name) ?? throw new TfLiteFormatException($"operator {op.Index} is {op.Name}, which cannot be imported");
        int nodesBefore = graph.NodeCount;
        Wire made = rule(step);
        if (!made.Shape.AsSpan().SequenceEqual(declared.Shape))
            throw step.Fault($"it makes [{string.Join(", ", made.Shape)}], and the model says [{string.Join(", ", declared.Shape)}]");

        // The final softmax is left as it is: clipping 1 to 255/256 would only hide it from those who look for the logits before it.
        made = op == last && ImportRules.FinalActivation(op) is not null ? made with { Bounds = declared.Bounds } : graph.Clip(made, step.Limit.And(declared.Bounds));
        return graph.NodeCount > nodesBefore ? graph.Rename(made, declared.Name) : made;
    }

    /// <remarks>Pixels of signed networks are shifted by 128, as all converters have it: black is the lowest number and white the highest.</remarks>
    private static PixelScale? PixelsOf(TfLiteTensor input)
    {
        if (input.Type == ElementType.Float)
            return null;

        (float scale, long zeroPoint) = input.Quantization[0];
        long black = input.Type == ElementType.Int8 ? sbyte.MinValue : byte.MinValue;
        return new PixelScale(scale, scale * (double)(zeroPoint - black));
    }
}
