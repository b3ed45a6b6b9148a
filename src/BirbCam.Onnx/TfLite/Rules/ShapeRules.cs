using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.TfLite.Rules;

/// <summary>Operators that only move elements.</summary>
internal static class ShapeRules
{
    /// <remarks>The output's own shape says it all, and needs no option or second input.</remarks>
    public static Wire Reshape(ImportStep step)
    {
        Wire input = step.Input(0);
        return input.Count == step.Output.Count
            ? step.Graph.Reshape(input, step.Output.Shape)
            : throw step.Fault($"[{string.Join(", ", input.Shape)}] does not become [{string.Join(", ", step.Output.Shape)}]");
    }

    /// <remarks>With zeros, which a quantised tensor can hold exactly.</remarks>
    public static Wire Pad(ImportStep step)
    {
        // Wider borders are no network's.
        const int most = 1 << 12;
        Wire input = step.Input(0);
        int rank = input.Shape.Length;
        int[] paddings = Weights.Integers(step.Constant(1));
        if (paddings.Length != 2 * rank || paddings.Any(padding => padding is < 0 or > most))
            throw step.Fault($"paddings of [{string.Join(", ", paddings)}]");

        int[] before = [.. Enumerable.Range(0, rank).Select(axis => paddings[2 * axis])];
        int[] after = [.. Enumerable.Range(0, rank).Select(axis => paddings[(2 * axis) + 1])];
        int[] shape = [.. input.Shape.Select((size, axis) => checked(before[axis] + size + after[axis]))];
        string pads = step.Graph.Integers([.. ImportedGraph.Stored(before), .. ImportedGraph.Stored(after)]);
        return step.Graph.Add("Pad", shape, input.Bounds.Or(new Bounds(0, 0)), [input.Name, pads]);
    }

    public static Wire Concatenation(ImportStep step)
    {
        Wire[] parts = [.. Enumerable.Range(0, step.InputCount).Select(step.Input)];
        int rank = parts[0].Shape.Length;
        int axis = step.Options.Integer(0) is < 0 and int fromEnd ? fromEnd + rank : step.Options.Integer(0);
        if (axis < 0 || axis >= rank || parts.Any(part => !part.Shape.Where((_, i) => i != axis).SequenceEqual(parts[0].Shape.Where((_, i) => i != axis)) || part.Shape.Length != rank))
            throw step.Fault("its inputs do not go together");

        int[] shape = [.. parts[0].Shape];
        long side = parts.Sum(part => (long)part.Shape[axis]);
        shape[axis] = side <= int.MaxValue ? (int)side : throw step.Fault("its inputs are too many to go together");
        Wire made = step.Graph.Add(
            "Concat",
            shape,
            parts.Select(part => part.Bounds).Aggregate((all, one) => all.Or(one)),
            parts.Select(part => part.Name).ToArray(),
            OnnxAttribute.Of("axis", ImportedGraph.StoredAxis(axis, rank)));
        return step.Activated(made, field: 1);
    }
}
