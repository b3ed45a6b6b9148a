using SkiaSharp;

namespace BirbCam.Vision.Imaging;

/// <summary>
/// Decodes JPEG (and, for pictures from disk, PNG and WebP) through Skia into memory of ours. Keeps its scratch memory; one thread at a time.
/// </summary>
public sealed class JpegDecoder
{
    private byte[] _bgra = [];
    private byte[] _unturned = [];

    /// <summary>Width and height that the header gives, before any turn.</summary>
    /// <exception cref="ImageFormatException">Not a picture, or larger than <see cref="FramePool.MaxPixels"/>.</exception>
    public static (int Width, int Height) ReadSize(ReadOnlySpan<byte> encoded)
    {
        using SKData data = SKData.CreateCopy(encoded);
        using SKCodec codec = Open(data);
        return (codec.Info.Width, codec.Info.Height);
    }

    /// <summary>The whole picture.</summary>
    /// <param name="width">Width after the turn.</param>
    /// <param name="height">Height after the turn.</param>
    /// <param name="bgr">Receives height·width·3 bytes.</param>
    /// <exception cref="ImageFormatException">Damaged, cut short, or of another size than said.</exception>
    public unsafe void DecodeBgr(ReadOnlySpan<byte> encoded, int width, int height, Rotation rotation, Span<byte> bgr)
    {
        fixed (byte* bytes = encoded)
        {
            using SKData data = SKData.Create((IntPtr)bytes, encoded.Length);
            using SKCodec codec = Open(data);
            (int w, int h) = (codec.Info.Width, codec.Info.Height);
            if (Rotate.Size(w, h, rotation) != (width, height))
                throw new ImageFormatException($"the picture is {w} × {h}, its header said otherwise");

            Decode(codec, w, h);
            if (rotation == Rotation.None)
            {
                Bitmaps.ToBgr(_bgra.AsSpan(0, w * h * 4), bgr);
                return;
            }

            Grow(ref _unturned, w * h * 3);
            Bitmaps.ToBgr(_bgra.AsSpan(0, w * h * 4), _unturned);
            Rotate.Apply(_unturned.AsSpan(0, w * h * 3), w, h, 3, rotation, bgr);
        }
    }

    /// <summary>
    /// The picture in grey at 1/<paramref name="reduction"/> of its size, which a JPEG can be decoded to at a fraction of the cost.
    /// </summary>
    /// <param name="reduction">1, 2, 4 or 8.</param>
    /// <param name="target">Refilled where it has the right size (after the turn), else replaced.</param>
    /// <exception cref="ImageFormatException">Damaged or cut short.</exception>
    public unsafe void DecodeLuma(ReadOnlySpan<byte> encoded, int reduction, Rotation rotation, ref GrayImage? target)
    {
        fixed (byte* bytes = encoded)
        {
            using SKData data = SKData.Create((IntPtr)bytes, encoded.Length);
            using SKCodec codec = Open(data);
            SKSizeI size = codec.GetScaledDimensions(1f / reduction);
            Decode(codec, size.Width, size.Height);

            (int w, int h) = Rotate.Size(size.Width, size.Height, rotation);
            if (target is null || target.Width != w || target.Height != h)
                target = new GrayImage(w, h);

            if (rotation == Rotation.None)
            {
                Luma.FromBgra(_bgra.AsSpan(0, w * h * 4), target.Pixels);
                return;
            }

            Grow(ref _unturned, w * h);
            Luma.FromBgra(_bgra.AsSpan(0, w * h * 4), _unturned.AsSpan(0, w * h));
            Rotate.Apply(_unturned, size.Width, size.Height, 1, rotation, target.Pixels);
        }
    }

    private static SKCodec Open(SKData data)
    {
        SKCodec codec = SKCodec.Create(data) ?? throw new ImageFormatException("this is not a picture that can be read (JPEG, PNG or WebP)");
        if ((long)codec.Info.Width * codec.Info.Height <= FramePool.MaxPixels)
            return codec;

        string size = $"{codec.Info.Width} × {codec.Info.Height}";
        codec.Dispose();
        throw new ImageFormatException($"a picture of {size} pixels is too large (at most {FramePool.MaxPixels:N0} pixels)");
    }

    private unsafe void Decode(SKCodec codec, int width, int height)
    {
        Grow(ref _bgra, width * height * 4);
        fixed (byte* pixels = _bgra)
        {
            var info = new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Opaque);
            if (codec.Info.AlphaType != SKAlphaType.Opaque)
                info = info.WithAlphaType(SKAlphaType.Premul);

            SKCodecResult result = codec.GetPixels(info, (IntPtr)pixels);
            if (result == SKCodecResult.IncompleteInput)
                throw new ImageFormatException("the picture is cut short");
            if (result != SKCodecResult.Success)
                throw new ImageFormatException($"the picture is damaged ({result})");
        }
    }

    private static void Grow(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
            buffer = new byte[length];
    }
}
