using System.Buffers.Binary;

namespace BirbCam.Monitor.Capture.Streams;

/// <summary>Reads a JPEG's size from its frame header, without decoding and without allocating.</summary>
internal static class JpegHeader
{
    /// <summary>False where there is no readable frame header (ITU-T T.81, B.2.2) or it says nothing by nothing.</summary>
    public static bool TryReadSize(ReadOnlySpan<byte> jpeg, out int width, out int height)
    {
        (width, height) = (0, 0);
        if (!JpegMarker.StartsPicture(jpeg))
            return false;

        for (int at = 2; at + 4 <= jpeg.Length;)
        {
            if (jpeg[at] != 0xFF)
                return false;

            byte marker = jpeg[at + 1];
            if (marker == 0xFF || JpegMarker.StandsAlone(marker))
            {
                at += marker == 0xFF ? 1 : 2;
                continue;
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]);
            if (length < 2 || marker is JpegMarker.StartOfScan or JpegMarker.EndOfImage)
                return false;

            if (JpegMarker.StartsFrame(marker))
                return TryReadFrameHeader(jpeg[(at + 4)..], out width, out height);
            at += 2 + length;
        }

        return false;
    }

    private static bool TryReadFrameHeader(ReadOnlySpan<byte> header, out int width, out int height)
    {
        (width, height) = (0, 0);
        if (header.Length < 5)
            return false;

        height = BinaryPrimitives.ReadUInt16BigEndian(header[1..]);
        width = BinaryPrimitives.ReadUInt16BigEndian(header[3..]);
        return width > 0 && height > 0;
    }
}

/// <summary>The second bytes of JPEG markers (ITU-T T.81, table B.1); the first is always FF.</summary>
internal static class JpegMarker
{
    public const byte StartOfImage = 0xD8;
    public const byte EndOfImage = 0xD9;
    public const byte StartOfScan = 0xDA;

    /// <summary>FF D8 and the first byte of a marker: two bytes alone would turn up in anything.</summary>
    public static ReadOnlySpan<byte> PictureStart => [0xFF, StartOfImage, 0xFF];

    public static ReadOnlySpan<byte> PictureEnd => [0xFF, EndOfImage];

    public static bool StartsPicture(ReadOnlySpan<byte> bytes) => bytes.StartsWith(PictureStart);

    public static bool IsRestart(byte marker) => marker is >= 0xD0 and <= 0xD7;

    /// <summary>Whether no length follows.</summary>
    public static bool StandsAlone(byte marker) => marker == 0x01 || IsRestart(marker);

    /// <summary>SOF0–SOF15; C4, C8 and CC are other things.</summary>
    public static bool StartsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not 0xC4 and not 0xC8 and not 0xCC;
}
