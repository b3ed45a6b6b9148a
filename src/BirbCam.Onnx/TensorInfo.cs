using System.Globalization;

namespace BirbCam.Onnx;

/// <summary>A tensor as a model declares it, or as it was found by running the model.</summary>
/// <param name="Shape">Sizes from the outermost axis in; -1 where the model leaves a size open. Empty for a scalar.</param>
public sealed record TensorInfo(string Name, ElementType Type, IReadOnlyList<int> Shape)
{
    /// <summary>1 for a scalar. Asked of shapes without open sizes.</summary>
    public int ElementCount => Shapes.Count([.. Shape]);

    /// <summary>The shape as ONNX Runtime takes it.</summary>
    public long[] ToLongShape() => [.. Shape.Select(size => (long)size)];

    /// <summary><c>image float [1, 3, ?, ?]</c>, in one line whatever the file calls it.</summary>
    public override string ToString()
    {
        IEnumerable<string> sizes = Shape.Select(size => size < 0 ? "?" : size.ToString(CultureInfo.InvariantCulture));
        return OneLine.Of($"{Name} {Type.ToString().ToLowerInvariant()} [{string.Join(", ", sizes)}]");
    }
}
