using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Gradients.Rules;

/// <summary>Matrix products: of C = A·B, ∂A = G·Bᵀ and ∂B = Aᵀ·G.</summary>
internal static class MatrixRules
{
    public static void MatMul(NodeGradient node)
    {
        // A vector on the left is a row, one on the right a column; the result then lacks that axis.
        int[] shapeOfA = node.ShapeOfX(0) is [int columns] ? [1, columns] : node.ShapeOfX(0);
        int[] shapeOfB = node.ShapeOfX(1) is [int rows] ? [rows, 1] : node.ShapeOfX(1);
        Value g = node.G.Reshape([.. Broadcast.Shape(shapeOfA[..^2], shapeOfB[..^2]), shapeOfA[^2], shapeOfB[^1]]);

        node.Give(0, () => Broadcast.Undo(g.MatMul(node.X(1).Reshape(shapeOfB).Transposed()), shapeOfA).Reshape(node.ShapeOfX(0)));
        node.Give(1, () => Broadcast.Undo(node.X(0).Reshape(shapeOfA).Transposed().MatMul(g), shapeOfB).Reshape(node.ShapeOfX(1)));
    }

    /// <summary>α·A'·B' + β·C, where ' may be a transpose; the transposes of the gradients follow from (A·B)ᵀ = Bᵀ·Aᵀ.</summary>
    public static void Gemm(NodeGradient node)
    {
        bool isATransposed = node.Node.Integer("transA", 0) != 0;
        bool isBTransposed = node.Node.Integer("transB", 0) != 0;
        Value g = node.G;

        node.Give(0, () => Product(node, isATransposed
            ? (node.X(1), isBTransposed, g, true)
            : (g, false, node.X(1), !isBTransposed)));
        node.Give(1, () => Product(node, isBTransposed
            ? (g, true, node.X(0), isATransposed)
            : (node.X(0), !isATransposed, g, false)));
        node.Give(2, () => g * node.Node.Float("beta", 1));
    }

    /// <summary>The gradient of each operand is the product of all the others with G, summed over what the operand does not have.</summary>
    public static void Einsum(NodeGradient node)
    {
        (string[] operands, string result) = Indices(node);
        for (int input = 0; input < operands.Length; input++)
        {
            int of = input;
            node.Give(input, () => EinsumGradient(node, operands, result, of));
        }
    }

    /// <summary>One letter for each axis of every operand and of the result; an ellipsis gets letters that are free.</summary>
    private static (string[] Operands, string Result) Indices(NodeGradient node)
    {
        string equation = node.Node.Text("equation", "").Replace(" ", "");
        string[] sides = equation.Split("->");
        string[] named = sides[0].Split(',');
        int[] unnamed = [.. named.Select((operand, input) => operand.Contains('.') ? node.ShapeOfX(input).Length - (operand.Length - 3) : 0)];
        string free = string.Concat("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".Except(equation).Take(unnamed.Max()));

        string[] operands = [.. named.Select((operand, input) => operand.Replace("...", free[^unnamed[input]..]))];
        string result = sides.Length > 1 ? sides[1].Replace("...", free) : free + ImplicitResult(named);
        if (operands.Any(operand => operand.Distinct().Count() != operand.Length))
            throw node.Unsupported("that takes a diagonal");

        IEnumerable<(char Letter, int Size)> sizes = operands.SelectMany((operand, input) => operand.Zip(node.ShapeOfX(input)));
        return sizes.Distinct().CountBy(index => index.Letter).All(letter => letter.Value == 1)
            ? (operands, result)
            : throw node.Unsupported("that spreads an axis");
    }

    private static Value EinsumGradient(NodeGradient node, string[] operands, string result, int of)
    {
        int[] others = [.. Enumerable.Range(0, operands.Length).Where(input => input != of)];
        string known = string.Concat(operands[of].Where(letter => result.Contains(letter) || others.Any(other => operands[other].Contains(letter))));
        string equation = string.Join(',', others.Select(other => operands[other]).Prepend(result)) + "->" + known;

        // An index that only this operand has was summed up: every place along it gets the same.
        int[] shape = node.ShapeOfX(of);
        int[] spread = [.. operands[of].Select((letter, axis) => known.Contains(letter) ? shape[axis] : 1)];
        int[] given = [.. operands[of].Select((letter, axis) => (letter, axis)).Where(index => known.Contains(index.letter)).Select(index => shape[index.axis])];
        return node.Graph
            .Node("Einsum", given, [node.G, .. others.Select(node.X)], OnnxAttribute.Of("equation", equation))
            .Reshape(spread);
    }

    private static string ImplicitResult(string[] operands)
        => string.Concat(string.Concat(operands).Where(char.IsLetter).GroupBy(letter => letter).Where(letters => letters.Count() == 1).Select(letters => letters.Key).Order());

    private static Value Product(NodeGradient node, (Value A, bool IsATransposed, Value B, bool IsBTransposed) of)
    {
        int rows = of.IsATransposed ? of.A.Shape[1] : of.A.Shape[0];
        int columns = of.IsBTransposed ? of.B.Shape[0] : of.B.Shape[1];
        return node.Graph.Node(
            "Gemm",
            [rows, columns],
            [of.A, of.B],
            OnnxAttribute.Of("alpha", node.Node.Float("alpha", 1)),
            OnnxAttribute.Of("transA", of.IsATransposed ? 1 : 0),
            OnnxAttribute.Of("transB", of.IsBTransposed ? 1 : 0));
    }
}
