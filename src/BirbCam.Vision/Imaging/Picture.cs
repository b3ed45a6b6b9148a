namespace BirbCam.Vision.Imaging;

/// <summary>Reads a picture file as a frame.</summary>
public static class Picture
{
    /// <summary>Larger files are no camera pictures.</summary>
    private const long MaxBytes = 64L << 20;

    /// <summary>The picture as a frame of its own (not of a running pipeline's pool), decoded; the caller disposes it.</summary>
    /// <param name="capturedAt">UTC.</param>
    /// <exception cref="ImageFormatException">Not a picture, damaged, or too large; the message names the file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Frame Read(string path, DateTimeOffset capturedAt)
    {
        byte[] encoded = ReadBytes(path);
        try
        {
            (int width, int height) = JpegDecoder.ReadSize(encoded);
            Frame frame = new FramePool(1).TryRentJpeg(encoded, width, height, Rotation.None, capturedAt, 0)!;
            _ = frame.Pixels;
            return frame;
        }
        catch (ImageFormatException unreadable)
        {
            throw new ImageFormatException($"{path}: {unreadable.Message}");
        }
    }

    /// <summary>The file's bytes, at most 64 MiB.</summary>
    /// <exception cref="ImageFormatException">The file is larger.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static byte[] ReadBytes(string path)
    {
        using FileStream file = File.OpenRead(path);
        if (!file.CanSeek)
            throw new ImageFormatException($"{path} is no file: write the picture to one first");
        if (file.Length > MaxBytes)
            throw new ImageFormatException($"{path}: {file.Length >> 20} MiB is too large for a picture (at most {MaxBytes >> 20} MiB)");

        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
