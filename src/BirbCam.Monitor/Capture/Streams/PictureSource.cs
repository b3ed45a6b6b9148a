using BirbCam.Vision.Imaging;
using BirbCam.Vision.Imaging.Jpeg;

namespace BirbCam.Monitor.Capture.Streams;

/// <summary>Picture files one after the other: JPEGs as they are, PNG and WebP decoded.</summary>
/// <param name="fps">Pictures a second, from which the position follows.</param>
internal sealed class PictureSource(IReadOnlyList<string> files, double fps) : IFrameSource
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp"];

    private readonly JpegStream _jpeg = new();
    private readonly JpegDecoder _decoder = new();
    private byte[] _bgr = [];
    private int _next;

    public int Count => files.Count;

    public static bool IsPicture(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>The pictures of a folder (not of the folders in it), in the order of their names, by code point.</summary>
    /// <exception cref="RecordingException">There are none.</exception>
    public static string[] In(string folder)
    {
        string[] pictures = [.. Directory.EnumerateFiles(folder).Where(IsPicture).Order(StringComparer.Ordinal)];
        return pictures.Length > 0
            ? pictures
            : throw new RecordingException($"'{folder}' holds no pictures ({string.Join(", ", Extensions)}).");
    }

    public ValueTask OpenAsync(CancellationToken stop) => ValueTask.CompletedTask;

    /// <exception cref="ImageFormatException">The picture cannot be read; the message names it.</exception>
    public async ValueTask<CapturedImage?> ReadAsync(CancellationToken stop)
    {
        if (_next == files.Count)
            return null;

        string path = files[_next];
        TimeSpan position = TimeSpan.FromSeconds(_next / fps);
        _next++;
        try
        {
            return await TryReadJpegAsync(path, position, stop) ?? ReadOther(path, position);
        }
        catch (ImageFormatException unreadable) when (!unreadable.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new ImageFormatException($"{path}: {unreadable.Message}");
        }
        catch (FileNotFoundException)
        {
            throw new ImageFormatException($"{path}: the picture has gone, or is a link to nowhere");
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Null where the file is not JPEG, whatever its name says.</summary>
    private async ValueTask<CapturedImage?> TryReadJpegAsync(string path, TimeSpan position, CancellationToken stop)
    {
        await using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        if (!StartsAsJpeg(file))
            return null;

        _jpeg.Start(file);
        ReadOnlyMemory<byte> jpeg = await _jpeg.ReadAsync(stop) ?? throw new ImageFormatException("the picture is cut short or damaged");

        // Asked of the decoder itself: what it refuses is noticed here, where the file's name is known.
        (int width, int height) = JpegDecoder.ReadSize(jpeg.Span);
        return new CapturedImage(ImageEncoding.Jpeg, width, height, jpeg, position);
    }

    private static bool StartsAsJpeg(FileStream file)
    {
        Span<byte> start = stackalloc byte[3];
        int read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return JpegMarker.StartsPicture(start[..read]);
    }

    private CapturedImage ReadOther(string path, TimeSpan position)
    {
        byte[] encoded = Picture.ReadBytes(path);
        (int width, int height) = JpegDecoder.ReadSize(encoded);
        int bytes = width * height * 3;
        if (_bgr.Length < bytes)
            _bgr = new byte[bytes];

        _decoder.DecodeBgr(encoded, width, height, Rotation.None, _bgr);
        return new CapturedImage(ImageEncoding.Bgr, width, height, _bgr.AsMemory(0, bytes), position);
    }
}
