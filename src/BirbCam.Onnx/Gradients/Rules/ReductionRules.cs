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

    public static void Length(NodeGradient node) => node.Give(0, () => Spread(node, node.G) * node.X() / Spread(node, node.Y()));

    public static void LogOfSum(NodeGradient node) => node.Give(0, () => Spread(node, node.G) / Spread(node, node.Y()).Map("Exp"));

    public static void LogOfSumOfExponentials(NodeGradient node)
        => node.Give(0, () => Spread(node, node.G) * (node.X() - Spread(node, node.Y())).Map("Exp"));

    /// <summary>A tensor of the reduced shape, with the reduced axes back: of size one each.</summary>
    private static Value Spread(NodeGradient node, Value reduced)
    {
        int[] kept = node.ShapeOfX();
        foreach (int axis in Axes(node))
            kept[axis] = 1;
        return reduced.Reshape(kept);
    }

    private static int[] Axes(NodeGradient node)
    {
        int rank = node.ShapeOfX().Length;
        int[] axes = node.List("axes", 1) ?? [];
        bool isWhole = axes.Length == 0 && node.Node.Integer("noop_with_empty_axes", 0) == 0;
        return isWhole ? [.. Enumerable.Range(0, rank)] : Array.ConvertAll(axes, axis => NodeGradient.Axis(axis, rank));
    }
}
