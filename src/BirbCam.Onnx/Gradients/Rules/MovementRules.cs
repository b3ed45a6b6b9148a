using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Gradients.Rules;

/// <summary>
/// Operators that only pick, copy and move values, however oddly: run on the numbers 0, 1, 2 … the node itself tells where each value of its output
/// comes from, and the gradient goes back there. One rule for all of them.
/// </summary>
internal static class MovementRules
{
    /// <summary>Whole numbers are exact in a float up to here.</summary>
    private const int MaxElements = 1 << 24;

    public static void BackToOrigin(NodeGradient node)
    {
        int[] shape = node.ShapeOfX();
        int count = Count(node);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++)
            numbers[i] = i + 1;

        // What the node fills in is zero and comes from nowhere: a place behind the others, which is dropped.
        float[] found = node.Apply(OnnxTensor.Of(numbers, shape)).ToFloats();
        long[] origins = Array.ConvertAll(found, number => number == 0 ? count : (long)number - 1);
        int filled = origins.Contains(count) ? 1 : 0;
        node.Give(0, () => node.G.ScatterInto(node.Graph.Constant(OnnxTensor.Of(origins, origins.Length)), [count + filled]).Slice(0, 0, count).Reshape(shape));
    }

    /// <summary>As <see cref="BackToOrigin"/>, and where the picture itself decides what is picked, the backward model finds the origins again.</summary>
    public static void Gather(NodeGradient node)
    {
        if (node.IsKnown(1))
        {
            BackToOrigin(node);
            return;
        }

        long[] numbers = [.. Enumerable.Range(0, Count(node)).Select(number => (long)number)];
        Value origins = node.Graph.Node(
            node.Node.Op, node.ShapeOfY(), [node.Graph.Constant(OnnxTensor.Of(numbers, node.ShapeOfX())), node.X(1)], [.. node.Node.Attributes.Values]);
        node.Give(0, () => node.G.ScatterInto(origins, node.ShapeOfX()));
    }

    /// <summary>What was put in takes the gradient from where it went, and leaves nothing to what it replaced.</summary>
    public static void Scatter(NodeGradient node)
    {
        string reduction = node.Node.Text("reduction", "none");
        if (reduction is not ("none" or "add"))
            throw node.Unsupported($"that combines by '{reduction}'");

        bool isND = node.Node.Op == "ScatterND";
        OnnxAttribute[] axis = isND ? [] : [OnnxAttribute.Of("axis", node.Node.Integer("axis", 0))];
        node.Give(0, () => reduction == "add" ? node.G : node.Graph.Node(
            isND ? "ScatterND" : "ScatterElements", node.ShapeOfX(), [node.G, node.X(1), node.Graph.Scalar(0).Expand(node.ShapeOfX(2))], axis));
        node.Give(2, () => node.Graph.Node(isND ? "GatherND" : "GatherElements", node.ShapeOfX(2), [node.G, node.X(1)], axis));
    }

    /// <summary>The largest or smallest along an axis; the node says where they were.</summary>
    public static void TopK(NodeGradient node)
    {
        if (node.Node.Outputs is not [_, { Length: > 0 }])
            throw node.Unsupported("that does not say where they were");

        node.Give(0, () => node.Graph.Node(
            "ScatterElements",
            node.ShapeOfX(),
            [node.Graph.Scalar(0).Expand(node.ShapeOfX()), node.Y(1), node.G],
            OnnxAttribute.Of("axis", node.Node.Integer("axis", -1))));
    }

    /// <summary>Steps of one put the gradient where the part was, with zeros around it; other steps go the long way.</summary>
    public static void Slice(NodeGradient node)
    {
        int[] shape = node.ShapeOfX();
        int[] part = node.ShapeOfY();
        int[] starts = node.List("starts", 1) ?? throw node.Unsupported("that does not say where it starts");
        int[] axes = node.List("axes", 3) ?? [.. Enumerable.Range(0, starts.Length)];
        if (node.List("steps", 4)?.Any(step => step != 1) == true)
        {
            BackToOrigin(node);
            return;
        }

        int[] before = new int[shape.Length];
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = NodeGradient.Axis(axes[i], shape.Length);
            before[axis] = Math.Clamp(starts[i] < 0 ? starts[i] + shape[axis] : starts[i], 0, shape[axis]);
        }

        int[] after = [.. shape.Select((size, axis) => size - before[axis] - part[axis])];
        node.Give(0, () => node.G.Pad(before, after));
    }

    /// <summary>Padding with a constant is undone by padding with as much less than nothing; the other ways repeat values.</summary>
    public static void Pad(NodeGradient node)
    {
        if (node.Node.Text("mode", "constant") != "constant")
        {
            BackToOrigin(node);
            return;
        }

        int rank = node.ShapeOfX().Length;
        int[] pads = node.List("pads", 1) ?? throw node.Unsupported("that does not say how much");
        int[] axes = node.List("axes", 3) ?? [.. Enumerable.Range(0, rank)];
        int[] before = new int[rank], after = new int[rank];
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = NodeGradient.Axis(axes[i], rank);
            (before[axis], after[axis]) = (-pads[i], -pads[i + axes.Length]);
        }

        node.Give(0, () => node.G.Pad(before, after));
    }

    private static int Count(NodeGradient node)
    {
        int count = Shapes.Count(node.ShapeOfX());
        return count < MaxElements ? count : throw node.Unsupported($"on more than {MaxElements} values");
    }
}
