using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Gradients.Rules;

/// <summary>Reductions over axes: what was summed up gets its share back.</summary>
internal static class ReductionRules
{
    public static void Sum(NodeGradient node) => node.Give(0, () => Spread(node, node.G));

    public static void Mean(NodeGradient node)
    {
        int[] shape = node.ShapeOfX();
        int count = Axes(node).Aggregate(1, (product, axis) => product * shape[axis]);
        node.Give(0, () => Spread(node, node.G / count));
    }

    /// <summary>Largest or smallest: ties share, as in torch's amax.</summary>
    public static void Extremum(NodeGradient node)
    {
        Value wins = node.X().SameAs(Spread(node, node.Y()));
        node.Give(0, wins * Spread(node, node.G) / wins.Sum(Axes(node)));
    }

    public static void SumOfMagnitudes(NodeGradient node) => node.Give(0, () => Spread(node, node.G) * node.X().Map("Sign"));

    public static void SumOfSquares(NodeGradient node) => node.Give(0, () => Spread(node, node.G) * 2 * node.X());

    /// <summary>Of the vector of zeros the length has no slope; zero is passed, as in torch's norm.</summary>
    public static void Length(NodeGradient node) => node.Give(0, () =>
    {
        Value length = Spread(node, node.Y());
        return (length > 0).Keep(Spread(node, node.G) * node.X() / length);
    });

    /// <summary>Each gets the product of all the others, which a single zero leaves only to itself.</summary>
    public static void Product(NodeGradient node) => node.Give(0, () =>
    {
        Value zeros = node.X().SameAs(node.Graph.Scalar(0));
        Value others = node.X() + zeros;
        Value product = node.Graph.Node("ReduceProd", Kept(node), [others], OnnxAttribute.Of("axes", Axes(node)), OnnxAttribute.Of("keepdims", 1));
        Value otherZeros = zeros.Sum(Axes(node)) - zeros;
        return otherZeros.SameAs(node.Graph.Scalar(0)) * Spread(node, node.G) * product / others;
    });

    /// <summary>What comes early is part of all later sums: the same sum of the gradient, from the other end.</summary>
    public static void RunningSum(NodeGradient node) => node.Give(0, () => node.Graph.Node(
        "CumSum",
        node.ShapeOfX(),
        [node.G, node.X(1)],
        OnnxAttribute.Of("exclusive", node.Node.Integer("exclusive", 0)),
        OnnxAttribute.Of("reverse", 1 - node.Node.Integer("reverse", 0))));

    public static void LogOfSum(NodeGradient node) => node.Give(0, () => Spread(node, node.G) / Spread(node, node.Y()).Map("Exp"));

    public static void LogOfSumOfExponentials(NodeGradient node)
        => node.Give(0, () => Spread(node, node.G) * (node.X() - Spread(node, node.Y())).Map("Exp"));

    /// <summary>A tensor of the reduced shape, with the reduced axes back: of size one each.</summary>
    private static Value Spread(NodeGradient node, Value reduced) => reduced.Reshape(Kept(node));

    private static int[] Kept(NodeGradient node)
    {
        int[] kept = node.ShapeOfX();
        foreach (int axis in Axes(node))
            kept[axis] = 1;
        return kept;
    }

    private static int[] Axes(NodeGradient node)
    {
        int rank = node.ShapeOfX().Length;
        int[] axes = node.List("axes", 1) ?? [];
        bool isWhole = axes.Length == 0 && node.Node.Integer("noop_with_empty_axes", 0) == 0;
        return isWhole ? [.. Enumerable.Range(0, rank)] : Array.ConvertAll(axes, axis => NodeGradient.Axis(axis, rank));
    }
}
