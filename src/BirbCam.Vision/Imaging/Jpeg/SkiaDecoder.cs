using BirbCam.Vision.Imaging.Kernels;
using SkiaSharp;

namespace BirbCam.Vision.Imaging.Jpeg;

/// <summary>Decodes JPEG, PNG and WebP through Skia, by way of four bytes a pixel. Runs everywhere. Keeps its scratch memory; one thread at a time.</summary>
internal sealed class SkiaDecoder
{
    private byte[] _bgra = [];

    /// <summary>Width and height that the header gives.</summary>
    /// <exception cref="ImageFormatException">Not a picture, or larger than <see cref="FramePool.MaxPixels"/> or <see cref="FramePool.MaxSide"/>.</exception>
    public static unsafe (int Width, int Height) ReadSize(ReadOnlySpan<byte> encoded)
    {
        fixed (byte* bytes = encoded)
        {
            using SKData data = SKData.Create((IntPtr)bytes, encoded.Length);
            using SKCodec codec = Open(data);
            return (codec.Info.Width, codec.Info.Height);
        }
    }

    /// <param name="width">Of the picture; of a JPEG also 1/2, 1/4 or 1/8 of it, rounded up.</param>
    /// <param name="height">Likewise.</param>
    /// <param name="pixels">Receives height·width pixels.</param>
    /// <exception cref="ImageFormatException">Damaged, cut short, or of another size.</exception>
    public unsafe void Decode(ReadOnlySpan<byte> encoded, int width, int height, PixelLayout layout, Span<byte> pixels)
    {
        fixed (byte* bytes = encoded)
        {
            using SKData data = SKData.Create((IntPtr)bytes, encoded.Length);
            using SKCodec codec = Open(data);
            Decode(codec, width, height);
        }

        Span<byte> bgra = _bgra.AsSpan(0, width * height * 4);
        if (layout == PixelLayout.Gray)
            Luma.FromBgra(bgra, pixels);
        else
            Bitmaps.ToBgr(bgra, pixels);
    }

    private static SKCodec Open(SKData data)
    {
        SKCodec codec = SKCodec.Create(data) ?? throw new ImageFormatException("this is not a picture that can be read (JPEG, PNG or WebP)");
        try
        {
            FramePool.CheckSize(codec.Info.Width, codec.Info.Height);
            return codec;
        }
        catch
        {
            codec.Dispose();
            throw;
        }
    }

    private unsafe void Decode(SKCodec codec, int width, int height)
    {
        if (_bgra.Length < width * height * 4)
            _bgra = new byte[width * height * 4];

        fixed (byte* pixels = _bgra)
        {
            var info = new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Opaque);
            if (codec.Info.AlphaType != SKAlphaType.Opaque)
                info = info.WithAlphaType(SKAlphaType.Premul);

            SKCodecResult result = codec.GetPixels(info, (IntPtr)pixels);
            if (result == SKCodecResult.InvalidScale)
                throw new ImageFormatException($"the picture is {codec.Info.Width} × {codec.Info.Height}, its header said otherwise");
            if (result == SKCodecResult.IncompleteInput)
                throw new ImageFormatException("the picture is cut short");
            if (result != SKCodecResult.Success)
                throw new ImageFormatException($"the picture is damaged ({result})");
        }
    }
}
