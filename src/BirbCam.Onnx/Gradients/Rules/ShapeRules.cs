using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Gradients.Rules;

/// <summary>Operators that arrange the same values differently: the gradient is arranged back.</summary>
internal static class ShapeRules
{
    public static void Reshape(NodeGradient node) => node.Give(0, () => node.G.Reshape(node.ShapeOfX()));

    /// <summary>Drops nothing but in training, which the third input asks for since operator set 12; and nothing then either where the ratio is zero (Swin).</summary>
    public static void Dropout(NodeGradient node)
    {
        bool isTraining = node.Node.HasInput(2) && node.Known(2).Raw.Span.ContainsAnyExcept((byte)0);
        if (isTraining && node.Setting("ratio", 1) != 0)
            throw node.InTraining();

        node.Give(0, node.G);
    }

    /// <summary>Of the second input only the type counts.</summary>
    public static void CastLike(NodeGradient node)
    {
        node.Give(0, node.G);
        node.Give(1, () => node.Graph.Scalar(0));
    }

    public static void Transpose(NodeGradient node)
    {
        int rank = node.ShapeOfX().Length;
        int[] permutation = node.Node.Integers("perm") ?? [.. Enumerable.Range(0, rank).Reverse()];
        int[] inverse = new int[rank];
        for (int axis = 0; axis < rank; axis++)
            inverse[permutation[axis]] = axis;
        node.Give(0, () => node.G.Transpose(inverse));
    }

    public static void Concat(NodeGradient node)
    {
        int axis = NodeGradient.Axis(node.Node.Integer("axis", 1), node.ShapeOfY().Length);
        int start = 0;
        for (int input = 0; input < node.Node.Inputs.Count; input++)
        {
            (int from, int length) = (start, node.ShapeOfX(input)[axis]);
            node.Give(input, () => node.G.Slice(axis, from, length));
            start += length;
        }
    }

    public static void Split(NodeGradient node)
    {
        int axis = NodeGradient.Axis(node.Node.Integer("axis", 0), node.ShapeOfX().Length);
        Value[] parts = [.. Enumerable.Range(0, node.Node.Outputs.Count).Where(node.HasOutput).Select(node.OfOutput)];
        node.Give(0, () => node.Graph.Node("Concat", node.ShapeOfX(), parts, OnnxAttribute.Of("axis", axis)));
    }
}
