using System.Buffers.Binary;

namespace BirbCam.Vision.Imaging.Jpeg;

/// <summary>What a JPEG's frame header says (ITU-T T.81, B.2.2), read without decoding and without allocating.</summary>
/// <param name="Width">1 or more.</param>
/// <param name="Height">1 or more.</param>
/// <param name="Components">1 for grey, 3 for colours, 4 for the inks of print; or whatever the file claims.</param>
/// <param name="Process">Second byte of the marker that starts the frame: C0 baseline, C1 extended, C2 progressive, C3 lossless, and rarer ones.</param>
public readonly record struct JpegHeader(int Width, int Height, byte Components, byte Process)
{
    /// <summary>False where there is no readable frame header or it says nothing by nothing.</summary>
    public static bool TryRead(ReadOnlySpan<byte> jpeg, out JpegHeader header)
    {
        header = default;
        if (!JpegMarker.StartsPicture(jpeg))
            return false;

        for (int at = 2; at + 4 <= jpeg.Length;)
        {
            byte marker = jpeg[at + 1];
            if (jpeg[at] != 0xFF || marker == 0)
                return false;

            if (marker == 0xFF || JpegMarker.StandsAlone(marker))
            {
                at += marker == 0xFF ? 1 : 2;
                continue;
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]);
            if (length < 2 || marker is JpegMarker.StartOfScan or JpegMarker.EndOfImage or JpegMarker.StartOfImage)
                return false;

            if (JpegMarker.StartsFrame(marker))
                return TryReadFrame(jpeg[(at + 4)..], marker, out header);
            at += 2 + length;
        }

        return false;
    }

    private static bool TryReadFrame(ReadOnlySpan<byte> frame, byte process, out JpegHeader header)
    {
        header = default;
        if (frame.Length < 6)
            return false;

        header = new JpegHeader(BinaryPrimitives.ReadUInt16BigEndian(frame[3..]), BinaryPrimitives.ReadUInt16BigEndian(frame[1..]), frame[5], process);
        return header.Width > 0 && header.Height > 0;
    }
}
