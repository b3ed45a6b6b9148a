using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Gradients.Rules;

/// <summary>Normalisations.</summary>
internal static class NormalizationRules
{
    /// <summary>With frozen statistics this is a scale for each channel: γ/√(σ² + ε).</summary>
    public static void BatchNormalization(NodeGradient node)
    {
        if (node.Node.Integer("training_mode", 0) != 0)
            throw node.InTraining();

        float epsilon = node.Node.Float("epsilon", 1e-5f);
        float[] gamma = node.Known(1).ToFloats();
        float[] variance = node.Known(4).ToFloats();
        float[] scale = [.. gamma.Zip(variance, (factor, squared) => (float)(factor / Math.Sqrt((double)squared + epsilon)))];

        int[] perChannel = [.. node.ShapeOfX().Select((size, axis) => axis == 1 ? size : 1)];
        node.Give(0, node.G * node.Graph.Constant(scale, perChannel));
    }

    /// <summary>Over the last axes, from one on.</summary>
    public static void LayerNormalization(NodeGradient node)
    {
        Value x = node.X();
        int axis = NodeGradient.Axis(node.Node.Integer("axis", -1), x.Rank);
        int[] axes = [.. Enumerable.Range(axis, x.Rank - axis)];
        node.Give(0, OfStandardized(x, node.G * node.X(1), axes, node.Node.Float("epsilon", 1e-5f)));
    }

    /// <summary>Over the places of each channel.</summary>
    public static void InstanceNormalization(NodeGradient node)
    {
        Value x = node.X();
        Value scale = node.X(1).Reshape([x.Shape[1], .. x.Shape[2..].Select(_ => 1)]);
        int[] axes = [.. Enumerable.Range(2, x.Rank - 2)];
        node.Give(0, OfStandardized(x, node.G * scale, axes, node.Node.Float("epsilon", 1e-5f)));
    }

    /// <summary>Over the channels and places of each group. The scale was one number for each group in operator set 18 and is one for each channel since 21.</summary>
    public static void GroupNormalization(NodeGradient node)
    {
        int[] shape = node.ShapeOfX();
        int groups = (int)node.Node.Integer("num_groups", 1);
        int[] grouped = [shape[0], groups, shape[1] / groups, Shapes.Count(shape.AsSpan(2))];
        Value scale = node.X(1);
        scale = scale.Reshape(groups, scale.Count / groups, 1);
        Value gradient = OfStandardized(node.X().Reshape(grouped), node.G.Reshape(grouped) * scale, [2, 3], node.Node.Float("epsilon", 1e-5f));
        node.Give(0, gradient.Reshape(shape));
    }

    /// <summary>Standardised without scale, over the batch and the places of each channel unless other axes are named.</summary>
    public static void MeanVariance(NodeGradient node)
    {
        int[] axes = [.. (node.Node.Integers("axes") ?? [0, 2, 3]).Select(axis => NodeGradient.Axis(axis, node.ShapeOfX().Length))];
        node.Give(0, OfStandardized(node.X(), node.G, axes, epsilon: 1e-9f));
    }

    /// <summary>x/‖x‖ along one axis.</summary>
    public static void LpNormalization(NodeGradient node)
    {
        Value x = node.X();
        int axis = NodeGradient.Axis(node.Node.Integer("axis", -1), x.Rank);
        Value along = (node.G * node.Y()).Sum(axis);
        node.Give(0, node.Node.Integer("p", 2) == 1
            ? (node.G - (x.Map("Sign") * along)) / x.Map("Abs").Sum(axis)
            : (node.G - (node.Y() * along)) / (x * x).Sum(axis).Map("Sqrt"));
    }

    /// <summary>y = x·d^−β with d = k + α/n·Σx², summed over n neighbouring channels.</summary>
    /// <remarks>Krizhevsky et al., "ImageNet Classification with Deep Convolutional Neural Networks", 2012, section 3.3.</remarks>
    public static void LocalResponse(NodeGradient node)
    {
        int size = (int)node.Node.Integer("size", 1);
        float alphaOverSize = node.Node.Float("alpha", 1e-4f) / size;
        float beta = node.Node.Float("beta", 0.75f);
        Value x = node.X();
        Value d = node.Node.Float("bias", 1) + (alphaOverSize * SumOverNeighbours(x * x, (size - 1) / 2, size / 2));
        Value power = node.Graph.Elementwise("Pow", d, node.Graph.Scalar(-beta));
        Value shared = SumOverNeighbours(node.G * node.Y() / d, size / 2, (size - 1) / 2);
        node.Give(0, (node.G * power) - (2 * alphaOverSize * beta * (x * shared)));
    }

    /// <summary>Of y = x̂·scale with x̂ = (x − mean)/σ over the axes: the mean of the gradient and its part along x̂ fall out.</summary>
    private static Value OfStandardized(Value x, Value scaled, int[] axes, float epsilon)
    {
        Value centred = x - x.Mean(axes);
        Value deviation = ((centred * centred).Mean(axes) + epsilon).Map("Sqrt");
        Value standardized = centred / deviation;
        return (scaled - scaled.Mean(axes) - (standardized * (scaled * standardized).Mean(axes))) / deviation;
    }

    private static Value SumOverNeighbours(Value x, int before, int after)
    {
        int[] columns = [x.Shape[0], 1, x.Shape[1], Shapes.Count(x.Shape.AsSpan(2))];
        int size = before + 1 + after;
        Value mean = x.Graph.Node(
            "AveragePool",
            columns,
            [x.Reshape(columns)],
            OnnxAttribute.Of("kernel_shape", [size, 1]),
            OnnxAttribute.Of("pads", [before, 0, after, 0]),
            OnnxAttribute.Of("count_include_pad", 1));
        return (mean * size).Reshape(x.Shape);
    }
}
