namespace BirbCam.Onnx.Gradients;

/// <summary>Activation functions that need a parameter or more than one line.</summary>
internal static class ActivationRules
{
    /// <summary>Nothing passes where the output lies on a bound, as in torch's relu6.</summary>
    public static void Clip(NodeGradient node)
    {
        Value gradient = node.G;
        if (node.Setting("min", 1) is float low && float.IsFinite(low))
            gradient = (node.Y() > low).Keep(gradient);
        if (node.Setting("max", 2) is float high && float.IsFinite(high))
            gradient = (node.Y() < high).Keep(gradient);
        node.Give(0, gradient);
    }

    public static void HardSigmoid(NodeGradient node)
        => node.Give(0, Between(node.Y(), 0, 1).Keep(node.G * node.Node.Float("alpha", 0.2f)));

    /// <summary>y = x·h(x) with h(x) = clip(x/6 + 1/2, 0, 1), so y' = h + x·h'.</summary>
    public static void HardSwish(NodeGradient node)
    {
        Value x = node.X();
        Value h = node.Graph.Node("HardSigmoid", x.Shape, [x], Format.OnnxAttribute.Of("alpha", 1f / 6), Format.OnnxAttribute.Of("beta", 0.5f));
        node.Give(0, node.G * (h + Between(h, 0, 1).Keep(x / 6)));
    }

    public static void LeakyRelu(NodeGradient node)
        => node.Give(0, (node.X() > 0).Where(node.G, node.G * node.Node.Float("alpha", 0.01f)));

    public static void PRelu(NodeGradient node)
    {
        node.Give(0, () => (node.X() > 0).Where(node.G, node.G * node.X(1)));
        node.Give(1, () => (node.X() < 0).Keep(node.G * node.X()));
    }

    /// <summary>Below zero y = α(eˣ − 1), whose derivative is y + α.</summary>
    public static void Elu(NodeGradient node)
        => node.Give(0, (node.Y() > 0).Where(node.G, node.G * (node.Y() + node.Node.Float("alpha", 1))));

    public static void Softmax(NodeGradient node)
    {
        Value weighted = node.G * node.Y();
        node.Give(0, weighted - (node.Y() * SumOverClasses(node, weighted)));
    }

    public static void LogSoftmax(NodeGradient node)
        => node.Give(0, node.G - (node.Y().Map("Exp") * SumOverClasses(node, node.G)));

    private static Value Between(Value value, float low, float high) => (value > low) & (value < high);

    /// <summary>One axis since operator set 13; before, everything from the axis on was one flat list of classes.</summary>
    private static Value SumOverClasses(NodeGradient node, Value value)
    {
        int axis = NodeGradient.Axis(node.Node.Integer("axis", node.Opset < 13 ? 1 : -1), value.Rank);
        return value.Sum(node.Opset < 13 ? [.. Enumerable.Range(axis, value.Rank - axis)] : [axis]);
    }
}
