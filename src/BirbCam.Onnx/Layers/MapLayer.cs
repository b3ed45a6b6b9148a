namespace BirbCam.Onnx.Layers;

/// <summary>
/// A tensor of the model that is a map of the picture, whatever its axes are called: channels first, channels last, or the tokens of a transformer.
/// The value of channel k at row y and column x is element <c>Start + k·ChannelStride + (y·Width + x)·PlaceStride</c>.
/// </summary>
/// <param name="Tensor">With the shape that the model was loaded for.</param>
/// <param name="Start">Elements before the first place: those of class tokens.</param>
/// <param name="ChannelStride">Elements from one channel to the next.</param>
/// <param name="PlaceStride">Elements from one place to the next, in row order.</param>
public sealed record MapLayer(TensorInfo Tensor, int Channels, int Height, int Width, int Start, int ChannelStride, int PlaceStride)
{
    public string Name => Tensor.Name;

    public int Places => Height * Width;

    /// <summary>The tensor's values channel by channel.</summary>
    /// <param name="tensor">All of the tensor's elements.</param>
    /// <param name="maps">Receives Channels·Height·Width values.</param>
    public void Gather(ReadOnlySpan<float> tensor, Span<float> maps)
    {
        if (PlaceStride == 1 && ChannelStride == Places)
        {
            tensor.Slice(Start, Channels * Places).CopyTo(maps);
            return;
        }

        for (int place = 0; place < Places; place++)
        {
            int from = Start + (place * PlaceStride);
            for (int k = 0; k < Channels; k++)
                maps[(k * Places) + place] = tensor[from + (k * ChannelStride)];
        }
    }

    /// <summary><c>relu float [1, 512, 8, 10]: 512 channels, 10 × 8 places</c></summary>
    public override string ToString() => $"{Tensor}: {Channels} channels, {Width} × {Height} places";

    /// <summary>The map that a tensor with these axes is; null where it is none: several pictures, one place only, numbers that are not real, or a missing axis.</summary>
    internal static MapLayer? Of(TensorInfo tensor, AxisRoles roles)
    {
        int channel = roles.Letters.IndexOf(AxisRoles.Channel);
        int row = roles.Letters.IndexOf(AxisRoles.Row);
        int token = roles.Letters.IndexOf(AxisRoles.Token);
        if (!tensor.Type.IsReal() || channel < 0 || tensor.Shape[channel] == 0)
            return null;

        bool isGrid = row >= 0 && row + 1 < roles.Letters.Length && roles.Letters[row + 1] == AxisRoles.Column;
        for (int axis = 0; axis < tensor.Shape.Count; axis++)
        {
            bool isPlace = isGrid ? axis == row || axis == row + 1 : axis == token;
            if (axis != channel && !isPlace && tensor.Shape[axis] != 1)
                return null;
        }

        (int height, int width) = isGrid ? (tensor.Shape[row], tensor.Shape[row + 1]) : (roles.Rows, roles.Columns);
        int innermost = isGrid ? row + 1 : token;
        if (innermost < 0 || (long)height * width <= 1 || (!isGrid && roles.TokensBefore + (height * width) > tensor.Shape[token]))
            return null;

        int placeStride = Stride(innermost);
        int start = isGrid ? 0 : roles.TokensBefore * placeStride;
        return new MapLayer(tensor, tensor.Shape[channel], height, width, start, Stride(channel), placeStride);

        int Stride(int axis) => Shapes.Count([.. tensor.Shape.Skip(axis + 1)]);
    }
}
