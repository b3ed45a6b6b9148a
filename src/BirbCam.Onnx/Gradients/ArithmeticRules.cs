namespace BirbCam.Onnx.Gradients;

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
}
