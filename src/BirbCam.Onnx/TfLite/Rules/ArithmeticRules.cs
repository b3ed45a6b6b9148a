using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.TfLite.Rules;

/// <summary>Operators that compute with all elements alike, or with lists.</summary>
internal static class ArithmeticRules
{
    public static Wire Map(ImportStep step, string op, Bounds bounds)
    {
        Wire input = step.Input(0);
        return step.Graph.Add(op, input.Shape, bounds, [input.Name]);
    }

    /// <summary>Sum, difference or product; sides of size one are repeated.</summary>
    public static Wire Elementwise(ImportStep step, string op)
    {
        int rank = Math.Max(step.Declared(0).Shape.Length, step.Declared(1).Shape.Length);
        (string first, int[] a) = Operand(step, 0, rank);
        (string second, int[] b) = Operand(step, 1, rank);
        if (!a.Zip(b).All(size => size.First == size.Second || size.First == 1 || size.Second == 1))
            throw step.Fault($"[{string.Join(", ", a)}] and [{string.Join(", ", b)}] do not go together");

        int[] shape = [.. a.Zip(b, (one, other) => one == 1 ? other : one)];
        return step.Activated(step.Graph.Add(op, shape, Bounds.None, [first, second]), field: 0);
    }

    /// <remarks>Weights are [out, in]; whatever the input's axes are, its elements come in rows of <c>in</c>.</remarks>
    public static Wire FullyConnected(ImportStep step)
    {
        Wire input = step.Input(0);
        TfLiteTensor weights = step.Constant(1);
        if (step.Options.Byte(1) != 0)
            throw step.Fault("its weights are shuffled for one kind of processor");
        if (weights.Shape is not [> 0 and int outputs, > 0 and int inputs] || input.Count % inputs != 0)
            throw step.Fault($"weights of [{string.Join(", ", weights.Shape)}] do not fit an input of [{string.Join(", ", input.Shape)}]");

        int rows = input.Count / inputs;
        step.Graph.Charge([rows, outputs], inputs);
        List<string> operands = [step.Graph.Reshape(input, [rows, inputs]).Name, step.Graph.Constant(Weights.Of(weights), weights.Shape)];
        if (Bias(step, outputs) is float[] bias)
            operands.Add(step.Graph.Constant(bias, bias.Length));

        Wire made = step.Activated(step.Graph.Add("Gemm", [rows, outputs], Bounds.None, operands, OnnxAttribute.Of("transB", 1)), field: 0);
        return made.Count == step.Output.Count ? step.Graph.Reshape(made, step.Output.Shape) : made;
    }

    /// <summary>The numbers that are added to each channel; null where there are none.</summary>
    /// <remarks>Integers count in steps of the input's scale times the weights', whatever scale they name themselves: this is what TFLite adds up.</remarks>
    public static float[]? Bias(ImportStep step, int channels)
    {
        if (!step.Has(2))
            return null;

        TfLiteTensor bias = step.Constant(2);
        Quantization input = step.Declared(0).Quantization, weights = step.Declared(1).Quantization;
        bool counts = bias.Type is ElementType.Int32 or ElementType.Int64 && input.Count == 1 && (weights.Count == 1 || weights.Count == channels);
        float[] values = Weights.Of(counts ? bias with { Quantization = default } : bias);
        if (values.Length != channels)
            throw step.Fault($"{values.Length} biases for {channels} channels");
        if (!counts)
            return values;

        for (int i = 0; i < channels; i++)
            values[i] = (float)(values[i] * (double)input[0].Scale * weights[weights.Count == 1 ? 0 : i].Scale);
        return values;
    }

    /// <remarks>Over height and width, in all networks there are: then it is the pool that convolutional networks end with.</remarks>
    public static Wire Mean(ImportStep step)
    {
        Wire input = step.Input(0);
        int rank = input.Shape.Length;
        int[] axes = [.. Weights.Integers(step.Constant(1)).Select(axis => axis < 0 ? axis + rank : axis).Distinct().Order()];
        if (axes.Length == 0 || axes.Any(axis => axis < 0 || axis >= rank))
            throw step.Fault($"the mean over the axes [{string.Join(", ", axes)}] of [{string.Join(", ", input.Shape)}]");

        int[] kept = [.. input.Shape.Select((size, axis) => axes.Contains(axis) ? 1 : size)];
        Wire mean = axes is [1, 2] && input.IsPicture
            ? step.Graph.Add("GlobalAveragePool", kept, input.Bounds, [input.Name])
            : step.Graph.Add(
                "ReduceMean", kept, input.Bounds, [input.Name], OnnxAttribute.Of("axes", axes.Select(axis => ImportedGraph.StoredAxis(axis, rank)).Order()));
        return step.Options.Byte(0) != 0 ? mean : step.Graph.Reshape(mean, [.. input.Shape.Where((_, axis) => !axes.Contains(axis))]);
    }

    /// <remarks>Over the last axis, with the input times beta.</remarks>
    public static Wire Softmax(ImportStep step)
    {
        Wire input = step.Input(0);
        float beta = step.Options.Float(0);
        if (beta != 1)
        {
            if (!(beta > 0 && float.IsFinite(beta)))
                throw step.Fault($"its beta is {beta}");
            input = step.Graph.Add("Mul", input.Shape, Bounds.None, [input.Name, step.Graph.Constant([beta])]);
        }

        int last = Math.Max(0, input.Shape.Length - 1);
        return step.Graph.Add(
            "Softmax", input.Shape, new Bounds(0, 1), [input.Name], OnnxAttribute.Of("axis", ImportedGraph.StoredAxis(last, input.Shape.Length)));
    }

    private static (string Name, int[] Shape) Operand(ImportStep step, int index, int rank)
    {
        if (step.FindConstant(index) is not TfLiteTensor constant)
        {
            Wire input = step.Input(index);
            Wire aligned = step.Graph.Reshape(input, [.. Enumerable.Repeat(1, rank - input.Shape.Length), .. input.Shape]);
            return (aligned.Name, aligned.Shape);
        }

        int[] shape = [.. Enumerable.Repeat(1, rank - constant.Shape.Length), .. constant.Shape];
        return (step.Graph.Constant(ImportedGraph.Stored(Weights.Of(constant), shape), ImportedGraph.Stored(shape)), shape);
    }
}
