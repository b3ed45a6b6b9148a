using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BirbCam.Vision.Imaging.Jpeg;

/// <summary>
/// Decodes JPEG through libjpeg-turbo's own interface (turbojpeg.h of 2.x, which 3.x has too) straight into memory of ours, two to three times as fast as
/// by way of Skia. Used where the library is installed: Debian's libturbojpeg0. Allocates nothing for a picture; one thread at a time.
/// </summary>
internal sealed partial class TurboJpeg
{
    private const string Library = "libturbojpeg.so.0";

    /// <summary>TJPF_BGR and TJPF_GRAY: three bytes a pixel, blue first, or one of luma.</summary>
    private const int FormatBgr = 1;
    private const int FormatGray = 6;

    /// <summary>TJFLAG_LIMITSCANS (2.1 on, ignored before): a progressive picture of a few kilobytes may name thousands of scans that take minutes.</summary>
    private const int LimitScans = 32768;

    /// <summary>TJERR_WARNING: the picture was decoded, with a guess somewhere.</summary>
    private const int Warning = 0;

    private readonly Instance _instance = tjInitDecompress();

    /// <summary>Whether the library is installed here and has what is called of it.</summary>
    public static bool IsThere { get; } =
        NativeLibrary.TryLoad(Library, typeof(TurboJpeg).Assembly, DllImportSearchPath.SafeDirectories, out nint library)
        && new[] { nameof(tjInitDecompress), nameof(tjDestroy), nameof(tjDecompressHeader3), nameof(tjDecompress2), nameof(tjGetErrorCode), nameof(tjGetErrorStr2) }
            .All(function => NativeLibrary.TryGetExport(library, function, out _));

    /// <summary>Decodes where this is the library to do it.</summary>
    /// <param name="width">That the picture's header gives, or 1/2, 1/4 or 1/8 of it, rounded up.</param>
    /// <param name="height">Likewise.</param>
    /// <param name="pixels">Receives height·width pixels; nothing is written behind them, whatever the picture says.</param>
    /// <returns>False where another decoder is to be asked: what is no JPEG of a camera's kind.</returns>
    /// <exception cref="ImageFormatException">Damaged or cut short.</exception>
    public unsafe bool TryDecode(ReadOnlySpan<byte> jpeg, int width, int height, PixelLayout layout, Span<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pixels.Length, width * height * (int)layout);
        fixed (byte* from = jpeg, to = pixels)
        {
            if (!Reads(jpeg, from))
                return false;

            int format = layout == PixelLayout.Gray ? FormatGray : FormatBgr;
            if (tjDecompress2(_instance, from, (nuint)jpeg.Length, to, width, width * (int)layout, height, format, LimitScans) != 0)
                Judge(jpeg);
            return true;
        }
    }

    /// <summary>
    /// Baseline, extended and progressive pictures, grey or in three colours, about whose size the library and our own reading agree. Of lossless ones
    /// it is not promised that they are scaled to fit the buffer; the inks of print it does not mix.
    /// </summary>
    private unsafe bool Reads(ReadOnlySpan<byte> jpeg, byte* from)
    {
        if (!JpegHeader.TryRead(jpeg, out JpegHeader header) || header.Process > 0xC2 || header.Components is not (1 or 3))
            return false;

        // What it returns also says whether it has a name for the sampling of the colours, which decoding does not need.
        _ = tjDecompressHeader3(_instance, from, (nuint)jpeg.Length, out int width, out int height, out _, out _);
        return (width, height) == (header.Width, header.Height);
    }

    /// <summary>
    /// What the library complains about, of which it keeps the first. Bytes too many before a marker are a habit of many cameras' encoders and cost no pixel.
    /// All else stands for pixels that were guessed (grey areas, shifted blocks), in whatever way the library carried on.
    /// </summary>
    private void Judge(ReadOnlySpan<byte> jpeg)
    {
        string complaint = (Marshal.PtrToStringUTF8(tjGetErrorStr2(_instance)) ?? "no reason given").ReplaceLineEndings(" ");
        bool isHarmless = tjGetErrorCode(_instance) == Warning && complaint.Contains("extraneous bytes before marker", StringComparison.Ordinal);

        // Behind a harmless complaint nobody would hear that the end is missing.
        if (complaint.Contains("Premature end of JPEG file", StringComparison.Ordinal) || (isHarmless && jpeg.LastIndexOf(JpegMarker.PictureEnd) < 0))
            throw new ImageFormatException("the picture is cut short");
        if (!isHarmless)
            throw new ImageFormatException($"the picture is damaged ({complaint})");
    }

    [LibraryImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial Instance tjInitDecompress();

    [LibraryImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int tjDestroy(nint instance);

    [LibraryImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int tjDecompressHeader3(
        Instance instance, byte* jpeg, nuint bytes, out int width, out int height, out int subsampling, out int colours);

    [LibraryImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int tjDecompress2(
        Instance instance, byte* jpeg, nuint bytes, byte* pixels, int width, int bytesPerRow, int height, int format, int flags);

    [LibraryImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int tjGetErrorCode(Instance instance);

    [LibraryImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint tjGetErrorStr2(Instance instance);

    /// <summary>A tjhandle.</summary>
    private sealed class Instance() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        protected override bool ReleaseHandle() => tjDestroy(handle) == 0;
    }
}
