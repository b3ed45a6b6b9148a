using BirbCam.Vision.Imaging.Jpeg;

namespace BirbCam.Vision.Imaging;

/// <summary>The library that decodes a camera's JPEGs.</summary>
public enum JpegLibrary
{
    /// <summary>Comes with the program.</summary>
    Skia,

    /// <summary>Two to three times as fast; Debian's libturbojpeg0.</summary>
    TurboJpeg,
}

/// <summary>
/// The one door to decoding: JPEG by the fastest library that is here, and, for pictures from disk, PNG and WebP, into memory of ours. Whichever library it is, a
/// picture that is damaged or cut short is refused. Keeps its scratch memory; allocates nothing for a picture where TurboJPEG is used. One thread at a time.
/// </summary>
public sealed class JpegDecoder
{
    private readonly SkiaDecoder _skia = new();
    private readonly TurboJpeg? _turbo;
    private byte[] _unturned = [];

    public JpegDecoder()
        : this(Library)
    {
    }

    internal JpegDecoder(JpegLibrary library) => _turbo = library == JpegLibrary.TurboJpeg ? new TurboJpeg() : null;

    /// <summary>Which library decodes on this machine.</summary>
    public static JpegLibrary Library => TurboJpeg.IsThere ? JpegLibrary.TurboJpeg : JpegLibrary.Skia;

    /// <summary>Width and height that the header gives, before any turn.</summary>
    /// <exception cref="ImageFormatException">Not a picture, or larger than <see cref="FramePool.MaxPixels"/> or <see cref="FramePool.MaxSide"/>.</exception>
    public static (int Width, int Height) ReadSize(ReadOnlySpan<byte> encoded) => SkiaDecoder.ReadSize(encoded);

    /// <summary>The whole picture.</summary>
    /// <param name="width">Width after the turn.</param>
    /// <param name="height">Height after the turn.</param>
    /// <param name="bgr">Receives height·width·3 bytes.</param>
    /// <exception cref="ImageFormatException">Damaged, cut short, or of another size than said.</exception>
    public void DecodeBgr(ReadOnlySpan<byte> encoded, int width, int height, Rotation rotation, Span<byte> bgr)
    {
        (int w, int h) = SizeOf(encoded);
        if (Rotate.Size(w, h, rotation) != (width, height))
            throw new ImageFormatException($"the picture is {w} × {h}, its header said otherwise");

        Decode(encoded, w, h, PixelLayout.Bgr, rotation, bgr[..(w * h * 3)]);
    }

    /// <summary>
    /// The picture in grey at 1/<paramref name="reduction"/> of its size, which a JPEG can be decoded to at a fraction of the cost.
    /// </summary>
    /// <param name="encoded">A JPEG.</param>
    /// <param name="reduction">1, 2, 4 or 8; what it does not divide is rounded up.</param>
    /// <param name="target">Refilled where it has the right size (after the turn), else replaced.</param>
    /// <exception cref="ImageFormatException">Damaged or cut short.</exception>
    public void DecodeLuma(ReadOnlySpan<byte> encoded, int reduction, Rotation rotation, ref GrayImage? target)
    {
        (int fullWidth, int fullHeight) = SizeOf(encoded);
        (int w, int h) = ((fullWidth + reduction - 1) / reduction, (fullHeight + reduction - 1) / reduction);
        (int width, int height) = Rotate.Size(w, h, rotation);
        if (target is null || target.Width != width || target.Height != height)
            target = new GrayImage(width, height);

        Decode(encoded, w, h, PixelLayout.Gray, rotation, target.Pixels);
    }

    /// <summary>By our own reading where possible, which allocates nothing.</summary>
    private static (int Width, int Height) SizeOf(ReadOnlySpan<byte> encoded)
    {
        if (!JpegHeader.TryRead(encoded, out JpegHeader header))
            return SkiaDecoder.ReadSize(encoded);

        FramePool.CheckSize(header.Width, header.Height);
        return (header.Width, header.Height);
    }

    private void Decode(ReadOnlySpan<byte> encoded, int width, int height, PixelLayout layout, Rotation rotation, Span<byte> turned)
    {
        if (rotation != Rotation.None && _unturned.Length < turned.Length)
            _unturned = new byte[turned.Length];

        Span<byte> pixels = rotation == Rotation.None ? turned : _unturned.AsSpan(0, turned.Length);
        if (_turbo?.TryDecode(encoded, width, height, layout, pixels) != true)
            _skia.Decode(encoded, width, height, layout, pixels);
        if (rotation != Rotation.None)
            Rotate.Apply(pixels, width, height, (int)layout, rotation, turned);
    }
}
