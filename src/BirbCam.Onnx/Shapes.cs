namespace BirbCam.Onnx;

/// <summary>Arithmetic of shapes.</summary>
internal static class Shapes
{
    /// <summary>How many elements a tensor of this shape has; 1 for a scalar.</summary>
    /// <exception cref="OnnxFormatException">More than an array can hold.</exception>
    public static int Count(ReadOnlySpan<int> shape)
    {
        long count = 1;
        foreach (int size in shape)
        {
            if ((count *= size) > Array.MaxLength)
                throw new OnnxFormatException($"a tensor of more than {Array.MaxLength} elements");
        }

        return (int)count;
    }
}
