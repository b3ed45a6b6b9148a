using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Gradients.Rules;

/// <summary>Resizing pictures.</summary>
internal static class ResizeRules
{
    /// <summary>4096 rows from 4096: far more than any network resizes, and 64 MiB.</summary>
    private const int MaxWeights = 1 << 24;

    public static void Resize(NodeGradient node)
    {
        if (node.Node.Text("coordinate_transformation_mode", "half_pixel") == "tf_crop_and_resize")
            throw node.Unsupported("that crops as well");

        if (node.Node.Text("mode", "nearest") == "nearest")
        {
            MovementRules.BackToOrigin(node);
            return;
        }

        (int[] from, int[] to) = (node.ShapeOfX(), node.ShapeOfY());
        if (from.Length < 3 || from[0] != to[0] || from[1] != to[1])
            throw node.Unsupported("that resizes batch or channels");

        node.Give(0, Interpolated(node, from, to));
    }

    /// <summary>
    /// Linear and cubic interpolation work on one axis after the other, each time as a product with a matrix. The matrices depend on half a dozen
    /// settings, so the node itself is asked for them.
    /// </summary>
    private static Value Interpolated(NodeGradient node, int[] from, int[] to)
    {
        Value gradient = node.G;
        for (int axis = 2; axis < from.Length; axis++)
        {
            int[] exchange = [.. Enumerable.Range(0, from.Length)];
            (exchange[axis], exchange[^1]) = (exchange[^1], exchange[axis]);
            Value matrix = node.Graph.Constant(Weights(node, from, to, axis), from[axis], to[axis]).Transpose(1, 0);
            gradient = gradient.Transpose(exchange).MatMul(matrix).Transpose(exchange);
        }

        return gradient;
    }

    /// <summary>What each place along an axis gives to each place of the result: [from, to].</summary>
    private static float[] Weights(NodeGradient node, int[] from, int[] to, int axis)
    {
        if ((long)from[axis] * to[axis] > MaxWeights)
            throw node.Unsupported($"whose matrix has more than {MaxWeights} weights");

        float[] weights = new float[from[axis] * to[axis]];

        // Every channel carries one stripe across the axis; the weights of the other axes add up to one.
        for (int first = 0; first < from[axis]; first += from[1])
        {
            int stripes = Math.Min(from[1], from[axis] - first);
            ReadOnlySpan<float> answer = node.Apply(OnnxTensor.Of(Stripes(from, axis, first, stripes), from)).ToFloats();
            int plane = Shapes.Count(to.AsSpan(2));
            int step = Shapes.Count(to.AsSpan(axis + 1));
            for (int stripe = 0; stripe < stripes; stripe++)
            {
                for (int place = 0; place < to[axis]; place++)
                    weights[((first + stripe) * to[axis]) + place] = answer[(stripe * plane) + (place * step)];
            }
        }

        return weights;
    }

    private static float[] Stripes(int[] shape, int axis, int first, int count)
    {
        float[] values = new float[Shapes.Count(shape)];
        int plane = Shapes.Count(shape.AsSpan(2));
        int step = Shapes.Count(shape.AsSpan(axis + 1));
        for (int stripe = 0; stripe < count; stripe++)
        {
            for (int place = 0; place < plane; place++)
            {
                if (place / step % shape[axis] == first + stripe)
                    values[(stripe * plane) + place] = 1;
            }
        }

        return values;
    }
}
