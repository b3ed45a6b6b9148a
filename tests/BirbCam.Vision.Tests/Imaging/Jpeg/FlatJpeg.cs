using System.Buffers.Binary;

namespace BirbCam.Vision.Tests.Imaging.Jpeg;

/// <summary>
/// JPEGs of one grey level, written byte by byte, so that a test can say exactly what is wrong with one: every block of 8×8 is two bits, "no change"
/// and "no more", and eight of them fill two bytes of zeros.
/// </summary>
internal static class FlatJpeg
{
    public const byte Baseline = 0xC0;
    public const byte Lossless = 0xC3;

    private const byte HuffmanTables = 0xC4;

    private static readonly byte[] End = [0xFF, 0xD9];

    /// <param name="components">1 for grey, 3 for colours (none of them subsampled), 4 for CMYK.</param>
    public static byte[] Of(int width, int height, byte components, byte process = Baseline)
        => [.. Beginning(width, height, components, process), .. Scan(width, height, components), .. End];

    /// <summary>Everything before the entropy-coded data.</summary>
    public static byte[] Beginning(int width, int height, byte components, byte process = Baseline)
    {
        byte[] quantisation = [0, .. Enumerable.Repeat((byte)1, 64)];
        byte[] oneSymbol = [1, .. new byte[15], 0];
        byte[] frame = [8, .. BigEndian(height), .. BigEndian(width), components, .. Enumerable.Range(1, components).SelectMany(id => new byte[] { (byte)id, 0x11, 0 })];
        byte[] scan = [components, .. Enumerable.Range(1, components).SelectMany(id => new byte[] { (byte)id, 0 }), 0, 63, 0];
        return
        [
            0xFF, 0xD8,
            .. Segment(0xDB, quantisation),
            .. Segment(process, frame),
            .. Segment(HuffmanTables, [0x00, .. oneSymbol]),
            .. Segment(HuffmanTables, [0x10, .. oneSymbol]),
            .. Segment(0xDA, scan),
        ];
    }

    /// <summary>The entropy-coded data, as many bytes as the blocks need.</summary>
    public static byte[] Scan(int width, int height, byte components)
    {
        int bits = (width + 7) / 8 * ((height + 7) / 8) * components * 2;
        byte[] scan = new byte[(bits + 7) / 8];

        // What is left of the last byte is filled with ones.
        if (bits % 8 != 0)
            scan[^1] = (byte)(0xFF >> (bits % 8));
        return scan;
    }

    /// <summary>As cameras write motion JPEG: by the tables of T.81, K.3, "no change" is 00 and "no more" is 1010, and four blocks fill three bytes.</summary>
    public static byte[] WithoutTables(int width, int height, byte components)
    {
        byte[] beginning = Beginning(width, height, components);
        int tables = beginning.AsSpan().IndexOf([(byte)0xFF, HuffmanTables]);
        int scan = beginning.AsSpan().LastIndexOf([(byte)0xFF, (byte)0xDA]);
        int blocks = (width + 7) / 8 * ((height + 7) / 8) * components;
        return [.. beginning[..tables], .. beginning[scan..], .. Enumerable.Repeat(new byte[] { 0x28, 0xA2, 0x8A }, blocks / 4).SelectMany(four => four), .. End];
    }

    private static byte[] Segment(byte marker, byte[] content) => [0xFF, marker, .. BigEndian(content.Length + 2), .. content];

    private static byte[] BigEndian(int value)
    {
        byte[] bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        return bytes;
    }
}
