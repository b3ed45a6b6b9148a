using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Gradients.Rules;

/// <summary>Activation functions that need a parameter or more than one line.</summary>
internal static class ActivationRules
{
    private static readonly float RootOfTwoOverPi = MathF.Sqrt(2 / MathF.PI);

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
        Value h = node.Graph.Node("HardSigmoid", x.Shape, [x], OnnxAttribute.Of("alpha", 1f / 6), OnnxAttribute.Of("beta", 0.5f));
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

    /// <summary>As <see cref="Elu"/>, and everything times γ.</summary>
    public static void Selu(NodeGradient node)
    {
        float alpha = node.Node.Float("alpha", 1.6732632f);
        float gamma = node.Node.Float("gamma", 1.050701f);
        node.Give(0, (node.Y() > 0).Where(node.G * gamma, node.G * (node.Y() + (alpha * gamma))));
    }

    /// <summary>Below zero y = α(e^(x/α) − 1).</summary>
    public static void Celu(NodeGradient node)
    {
        float alpha = node.Node.Float("alpha", 1);
        node.Give(0, (node.X() > 0).Where(node.G, node.G * (node.X() / alpha).Map("Exp")));
    }

    public static void ThresholdedRelu(NodeGradient node)
        => node.Give(0, (node.X() > node.Node.Float("alpha", 1)).Keep(node.G));

    public static void Softsign(NodeGradient node)
    {
        Value root = 1 - node.Y().Map("Abs");
        node.Give(0, node.G * root * root);
    }

    /// <summary>Flat between −λ and λ.</summary>
    public static void Shrink(NodeGradient node)
        => node.Give(0, (node.X().Map("Abs") > node.Node.Float("lambd", 0.5f)).Keep(node.G));

    /// <summary>y = x·tanh(s) with s = ln(1 + eˣ), whose derivative is the sigmoid.</summary>
    public static void Mish(NodeGradient node)
    {
        Value x = node.X();
        Value tanh = x.Map("Softplus").Map("Tanh");
        node.Give(0, node.G * (tanh + (x * (1 - (tanh * tanh)) * x.Map("Sigmoid"))));
    }

    /// <summary>y = x·Φ(x) with the normal distribution Φ, or its approximation through tanh.</summary>
    public static void Gelu(NodeGradient node)
    {
        Value x = node.X();
        if (node.Node.Text("approximate", "none") == "tanh")
        {
            Value tanh = ((x + (0.044715f * x * x * x)) * RootOfTwoOverPi).Map("Tanh");
            Value slope = (1 + (3 * 0.044715f * x * x)) * RootOfTwoOverPi;
            node.Give(0, node.G * 0.5f * (1 + tanh + (x * (1 - (tanh * tanh)) * slope)));
            return;
        }

        Value normal = (1 + (x * MathF.Sqrt(0.5f)).Map("Erf")) * 0.5f;
        Value density = (x * x * -0.5f).Map("Exp") * (0.5f * RootOfTwoOverPi);
        node.Give(0, node.G * (normal + (x * density)));
    }

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
