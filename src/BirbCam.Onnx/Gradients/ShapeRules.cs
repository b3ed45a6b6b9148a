namespace BirbCam.Onnx.Gradients;

/// <summary>Operators that move values without changing them: the gradient moves back.</summary>
internal static class ShapeRules
{
    public static void Reshape(NodeGradient node) => node.Give(0, () => node.G.Reshape(node.ShapeOfX()));

    public static void Transpose(NodeGradient node)
    {
        int rank = node.ShapeOfX().Length;
        int[] permutation = node.Node.Integers("perm") ?? [.. Enumerable.Range(0, rank).Reverse()];
        int[] inverse = new int[rank];
        for (int axis = 0; axis < rank; axis++)
            inverse[permutation[axis]] = axis;
        node.Give(0, () => node.G.Transpose(inverse));
    }

    public static void Concat(NodeGradient node)
    {
        int axis = NodeGradient.Axis(node.Node.Integer("axis", 1), node.ShapeOfY().Length);
        int start = 0;
        for (int input = 0; input < node.Node.Inputs.Count; input++)
        {
            (int from, int length) = (start, node.ShapeOfX(input)[axis]);
            node.Give(input, () => node.G.Slice(axis, from, length));
            start += length;
        }
    }

    public static void Split(NodeGradient node)
    {
        int axis = NodeGradient.Axis(node.Node.Integer("axis", 0), node.ShapeOfX().Length);
        Value[] parts = [.. Enumerable.Range(0, node.Node.Outputs.Count).Where(node.HasOutput).Select(node.OfOutput)];
        node.Give(0, () => node.Graph.Node("Concat", node.ShapeOfX(), parts, Format.OnnxAttribute.Of("axis", axis)));
    }

    /// <summary>Steps of one: the gradient lies where the part was, with zeros around it.</summary>
    public static void Slice(NodeGradient node)
    {
        int[] shape = node.ShapeOfX();
        int[] starts = node.List("starts", 1) ?? throw node.Unsupported("that does not say where it starts");
        int[] axes = node.List("axes", 3) ?? [.. Enumerable.Range(0, starts.Length)];
        int[] steps = node.List("steps", 4) ?? [.. axes.Select(_ => 1)];
        if (steps.Any(step => step != 1))
            throw node.Unsupported("with steps other than one");

        int[] before = new int[shape.Length];
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = NodeGradient.Axis(axes[i], shape.Length);
            before[axis] = Math.Clamp(starts[i] < 0 ? starts[i] + shape[axis] : starts[i], 0, shape[axis]);
        }

        int[] part = node.ShapeOfY();
        int[] after = [.. shape.Select((size, axis) => size - before[axis] - part[axis])];
        node.Give(0, () => node.G.Pad(before, after));
    }
}
