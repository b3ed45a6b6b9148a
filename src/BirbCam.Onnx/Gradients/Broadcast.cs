namespace BirbCam.Onnx.Gradients;

/// <summary>Numpy's broadcasting, and the one place where it is undone.</summary>
internal static class Broadcast
{
    /// <summary>The shape that both spread to; axes are aligned at the end.</summary>
    public static int[] Shape(int[] a, int[] b)
    {
        int[] shape = new int[Math.Max(a.Length, b.Length)];
        for (int axis = 1; axis <= shape.Length; axis++)
        {
            int sizeOfA = axis <= a.Length ? a[^axis] : 1;
            int sizeOfB = axis <= b.Length ? b[^axis] : 1;
            shape[^axis] = sizeOfA == 1 ? sizeOfB : sizeOfA;
        }

        return shape;
    }

    /// <summary>
    /// The gradient of a tensor of the given shape, from the gradient of what it was spread to: every copy adds up.
    /// A gradient that is smaller, because it is the same everywhere, is spread instead.
    /// </summary>
    public static Value Undo(Value gradient, int[] shape)
    {
        int[] spread = Shape(gradient.Shape, shape);
        Value full = gradient.Expand(spread);
        int extra = spread.Length - shape.Length;
        int[] copied = [.. Enumerable.Range(0, spread.Length).Where(axis => axis < extra || (shape[axis - extra] == 1 && spread[axis] > 1))];
        return full.Sum(copied).Reshape(shape);
    }
}
