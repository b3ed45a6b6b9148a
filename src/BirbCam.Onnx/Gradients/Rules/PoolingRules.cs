using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Gradients.Rules;

/// <summary>Poolings.</summary>
internal static class PoolingRules
{
    private static readonly string[] GeometryOfMaxPool = ["kernel_shape", "strides", "pads", "dilations", "auto_pad", "ceil_mode"];

    /// <summary>The winners are found again in the backward model; on a tie the first one takes all, as in torch.</summary>
    public static void MaxPool(NodeGradient node)
        => GiveToWinners(node, [.. node.Node.Attributes.Values.Where(attribute => GeometryOfMaxPool.Contains(attribute.Name))]);

    public static void GlobalMaxPool(NodeGradient node)
        => GiveToWinners(node, [OnnxAttribute.Of("kernel_shape", node.ShapeOfX()[2..])]);

    /// <summary>
    /// Each output is the sum over its window divided by some D. What D is depends on padding, rounding and their corner cases, so the node
    /// itself is asked: averaging ones gives (elements in the window) / D.
    /// </summary>
    public static void AveragePool(NodeGradient node)
    {
        int[] input = node.ShapeOfX();
        int[] output = node.ShapeOfY();
        int channels = input[1];
        int[] kernel = node.Node.Integers("kernel_shape") ?? throw node.Unsupported("without a kernel_shape");
        var window = Window.Of(node.Node, kernel, input[2..], output[2..]);

        int[] onePlane = [1, 1, .. input[2..]];
        float[] averages = node.Apply(OnnxTensor.Of(Ones(onePlane), onePlane)).ToFloats();
        Value weights = node.Graph.Constant(OneOverDivisor(averages, window, input[2..], output[2..]), [1, 1, .. output[2..]]);
        int[] perChannel = [channels, 1, .. kernel];
        node.Give(0, ConvolutionRules.Transposed(node.G * weights, OnnxTensor.Of(Ones(perChannel), perChannel), input, channels, window));
    }

    public static void GlobalAveragePool(NodeGradient node)
        => node.Give(0, node.G / Shapes.Count(node.ShapeOfX().AsSpan(2)));

    /// <summary>y = (Σ|x|ᵖ)^(1/p), so ∂y/∂x = sign(x)·(|x|/y)^(p−1).</summary>
    public static void LpPool(NodeGradient node)
    {
        int[] input = node.ShapeOfX();
        int[] kernel = node.Node.Integers("kernel_shape") ?? throw node.Unsupported("without a kernel_shape");
        var window = Window.Of(node.Node, kernel, input[2..], node.ShapeOfY()[2..]);
        int[] perChannel = [input[1], 1, .. kernel];
        GiveByMagnitude(node, shares => ConvolutionRules.Transposed(shares, OnnxTensor.Of(Ones(perChannel), perChannel), input, input[1], window));
    }

    public static void GlobalLpPool(NodeGradient node) => GiveByMagnitude(node, shares => shares);

    private static void GiveByMagnitude(NodeGradient node, Func<Value, Value> spread)
    {
        Value less = node.Graph.Scalar(node.Node.Integer("p", 2) - 1);
        Value x = node.X(), y = node.Y();
        Value shares = (y > 0).Keep(node.G / node.Graph.Elementwise("Pow", y, less));
        node.Give(0, x.Map("Sign") * node.Graph.Elementwise("Pow", x.Map("Abs"), less) * spread(shares));
    }

    private static void GiveToWinners(NodeGradient node, OnnxAttribute[] geometry)
    {
        int[] shape = node.ShapeOfY();
        Value places = node.Graph.Nodes("MaxPool", [shape, shape], [node.X()], geometry)[1];
        node.Give(0, node.G.ScatterInto(places, node.ShapeOfX()));
    }

    /// <summary>averages[o] is count/D; divides by the count of input elements that the window at o covers.</summary>
    private static float[] OneOverDivisor(float[] averages, Window window, int[] input, int[] output)
    {
        float[] weights = new float[averages.Length];
        for (int place = 0; place < weights.Length; place++)
        {
            int covered = 1;
            int rest = place;
            for (int axis = output.Length - 1; axis >= 0; axis--)
            {
                covered *= Covered(window, axis, rest % output[axis], input[axis]);
                rest /= output[axis];
            }

            // A window wholly in the padding averages nothing (ONNX Runtime says NaN) and passes nothing back.
            weights[place] = covered == 0 ? 0 : averages[place] / covered;
        }

        return weights;
    }

    private static int Covered(Window window, int axis, int place, int size)
    {
        int first = (place * window.Strides[axis]) - window.Begin[axis];
        return Enumerable.Range(0, window.Kernel[axis]).Select(tap => first + (tap * window.Dilations[axis])).Count(at => at >= 0 && at < size);
    }

    private static float[] Ones(int[] shape)
    {
        float[] ones = new float[Shapes.Count(shape)];
        Array.Fill(ones, 1);
        return ones;
    }
}
