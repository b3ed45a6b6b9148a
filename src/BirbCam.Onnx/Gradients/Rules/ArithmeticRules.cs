using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Gradients.Rules;

/// <summary>Arithmetic of two inputs or more; <see cref="NodeGradient.Give(int, Value)"/> undoes the broadcasting.</summary>
internal static class ArithmeticRules
{
    public static void Add(NodeGradient node)
    {
        for (int input = 0; input < node.Node.Inputs.Count; input++)
            node.Give(input, node.G);
    }

    public static void Sub(NodeGradient node)
    {
        node.Give(0, node.G);
        node.Give(1, () => -node.G);
    }

    public static void Mul(NodeGradient node)
    {
        node.Give(0, () => node.G * node.X(1));
        node.Give(1, () => node.G * node.X(0));
    }

    public static void Div(NodeGradient node)
    {
        node.Give(0, () => node.G / node.X(1));
        node.Give(1, () => -(node.G * node.Y() / node.X(1)));
    }

    public static void Mean(NodeGradient node)
    {
        for (int input = 0; input < node.Node.Inputs.Count; input++)
            node.Give(input, node.G / node.Node.Inputs.Count);
    }

    /// <summary>The largest, or the smallest, takes the gradient; several of them share it.</summary>
    public static void Extremum(NodeGradient node)
    {
        Value[] wins = [.. node.Node.Inputs.Select((_, input) => node.X(input).SameAs(node.Y()))];
        Value winners = wins.Aggregate((sum, next) => sum + next);
        for (int input = 0; input < wins.Length; input++)
            node.Give(input, node.G * wins[input] / winners);
    }

    /// <summary>At zero, where the root is infinitely steep, nothing passes: a dead channel's deviation or length must not spoil the whole picture.</summary>
    public static void SquareRoot(NodeGradient node)
        => node.Give(0, (node.Y() > 0).Keep(node.G * 0.5f / node.Y()));

    /// <summary>Flat everywhere but where they jump.</summary>
    public static void Steps(NodeGradient node) => node.Give(0, node.Graph.Scalar(0));

    public static void Pow(NodeGradient node)
    {
        node.Give(0, () =>
        {
            // The exponent may be of whole numbers, whatever the base is.
            Value exponent = node.Graph.Node("Cast", node.ShapeOfX(1), [node.X(1)], OnnxAttribute.Of("to", (long)ElementType.Float));
            Value slope = exponent * node.Graph.Elementwise("Pow", node.X(0), exponent - 1);
            return node.G * (IsRoot(node) ? (node.X(0).Map("Abs") > 0).Keep(slope) : slope);
        });
        node.Give(1, () => node.G * node.Y() * node.X(0).Map("Log"));
    }

    public static void Where(NodeGradient node)
    {
        node.Give(1, () => node.X(0).Keep(node.G));
        node.Give(2, () => node.X(0).Where(node.Graph.Scalar(0), node.G));
    }

    /// <summary>Powers below one are as steep at zero as <see cref="SquareRoot"/>, and are treated the same.</summary>
    private static bool IsRoot(NodeGradient node)
        => node.IsKnown(1) && node.Known(1) is { Type: ElementType.Float } exponents && exponents.ToFloats().All(exponent => exponent < 1);
}
