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
        int count = Shapes.Count(shape);
        if (count > MaxElements)
            throw node.Unsupported($"on more than {MaxElements} values");

        float[] numbers = new float[count];
        for (int i = 0; i < count; i++)
            numbers[i] = i;

        long[] origins = Array.ConvertAll(node.Apply(OnnxTensor.Of(numbers, shape)).ToFloats(), origin => (long)origin);
        node.Give(0, () => node.G.ScatterInto(node.Graph.Constant(OnnxTensor.Of(origins, origins.Length)), shape));
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
}
