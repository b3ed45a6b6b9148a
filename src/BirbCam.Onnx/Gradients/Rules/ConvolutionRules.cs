using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Gradients.Rules;

/// <summary>Convolutions of any rank, with groups, dilation and lopsided padding.</summary>
internal static class ConvolutionRules
{
    public static void Conv(NodeGradient node)
    {
        OnnxTensor weights = node.Known(1);
        var window = Window.Of(node.Node, weights.Shape[2..], node.ShapeOfX()[2..], node.ShapeOfY()[2..]);
        node.Give(0, () => Transposed(node.G, weights, node.ShapeOfX(), (int)node.Node.Integer("group", 1), window));
    }

    /// <summary>The transpose of the transpose: a convolution of the same geometry with the same weights.</summary>
    public static void ConvTranspose(NodeGradient node)
    {
        if (node.Node.Text("auto_pad", "NOTSET") != "NOTSET" || node.Node.Integers("output_shape") is not null)
            throw node.Unsupported("that leaves its padding to the runtime");

        OnnxTensor weights = node.Known(1);
        var window = Window.Of(node.Node, weights.Shape[2..], node.ShapeOfY()[2..], node.ShapeOfX()[2..]);
        node.Give(0, () => node.Graph.Node(
            "Conv",
            node.ShapeOfX(),
            [node.G, node.X(1)],
            OnnxAttribute.Of("group", node.Node.Integer("group", 1)),
            OnnxAttribute.Of("strides", window.Strides),
            OnnxAttribute.Of("dilations", window.Dilations),
            OnnxAttribute.Of("pads", [.. window.Begin, .. window.End.Select(pad => Math.Max(pad, 0))])));
    }

    /// <summary>The transpose of a convolution: every element is spread over the window that it was collected from.</summary>
    /// <param name="weights">[channels of the gradient, channels of the result / group, …]</param>
    /// <param name="shape">Shape of the result: what the convolution slid over.</param>
    public static Value Transposed(Value gradient, OnnxTensor weights, int[] shape, int group, Window window)
    {
        // Zeros between the elements would make a convolution of longer steps as well; with channels of their own (MobileNet) that took as long as ConvTranspose.
        bool isConvolution = window.Strides.All(stride => stride == 1) && window.ReachesThePictureEverywhere;
        return isConvolution ? Correlate(gradient, weights, shape, group, window) : Scatter(gradient, weights, shape, group, window);
    }

    private static Value Scatter(Value gradient, OnnxTensor weights, int[] shape, int group, Window window)
    {
        // Where the last step did not fit, nothing was read there: the padding ends before the picture does, which is what output_padding says.
        return gradient.Graph.Node(
            "ConvTranspose",
            shape,
            [gradient, gradient.Graph.Constant(weights)],
            OnnxAttribute.Of("group", group),
            OnnxAttribute.Of("strides", window.Strides),
            OnnxAttribute.Of("dilations", window.Dilations),
            OnnxAttribute.Of("pads", [.. window.Begin, .. window.End.Select(pad => Math.Max(pad, 0))]),
            OnnxAttribute.Of("output_padding", window.End.Select(pad => Math.Max(-pad, 0))));
    }

    /// <summary>At steps of one the transpose is a convolution itself, with the kernels turned round. 1.2 to 1.7 times as fast as ConvTranspose.</summary>
    private static Value Correlate(Value gradient, OnnxTensor weights, int[] shape, int group, Window window)
    {
        IEnumerable<int> begin = window.Begin.Select((pad, axis) => window.Extent(axis) - 1 - pad);
        IEnumerable<int> end = window.End.Select((pad, axis) => window.Extent(axis) - 1 - pad);
        return gradient.Graph.Node(
            "Conv",
            shape,
            [gradient, gradient.Graph.Constant(TurnedRound(weights, group))],
            OnnxAttribute.Of("group", group),
            OnnxAttribute.Of("dilations", window.Dilations),
            OnnxAttribute.Of("pads", begin.Concat(end)));
    }

    /// <summary>[M, C/g, …] to [C, M/g, …], with the taps of every kernel in reverse order.</summary>
    private static OnnxTensor TurnedRound(OnnxTensor weights, int group)
    {
        float[] from = weights.ToFloats();
        float[] to = new float[from.Length];
        int outputs = weights.Shape[0] / group;
        int inputs = weights.Shape[1];
        int taps = Shapes.Count(weights.Shape.AsSpan(2));
        for (int g = 0; g < group; g++)
        {
            for (int output = 0; output < outputs; output++)
            {
                for (int input = 0; input < inputs; input++)
                {
                    Span<float> kernel = to.AsSpan(((((g * inputs) + input) * outputs) + output) * taps, taps);
                    from.AsSpan(((((g * outputs) + output) * inputs) + input) * taps, taps).CopyTo(kernel);
                    kernel.Reverse();
                }
            }
        }

        return OnnxTensor.Of(to, [group * inputs, outputs, .. weights.Shape[2..]]);
    }
}
