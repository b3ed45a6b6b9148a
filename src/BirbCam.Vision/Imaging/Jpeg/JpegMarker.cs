namespace BirbCam.Vision.Imaging.Jpeg;

/// <summary>The second bytes of JPEG markers (ITU-T T.81, table B.1); the first is always FF.</summary>
public static class JpegMarker
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
