namespace BirbCam.Monitor.Simulation.Sensor;

/// <summary>How coarsely a JPEG keeps each frequency of a block: 64 step widths, row order, coarser to the lower right.</summary>
/// <remarks>ITU-T T.81, tables K.1 and K.2.</remarks>
internal static class JpegTables
{
    private static readonly byte[] LumaAt50 =
    [
        16, 11, 10, 16, 24, 40, 51, 61,
        12, 12, 14, 19, 26, 58, 60, 55,
        14, 13, 16, 24, 40, 57, 69, 56,
        14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77,
        24, 35, 55, 64, 81, 104, 113, 92,
        49, 64, 78, 87, 103, 121, 120, 101,
        72, 92, 95, 98, 112, 100, 103, 99,
    ];

    private static readonly byte[] ChromaAt50 =
    [
        17, 18, 24, 47, 99, 99, 99, 99,
        18, 21, 26, 66, 99, 99, 99, 99,
        24, 26, 56, 99, 99, 99, 99, 99,
        47, 66, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
    ];

    /// <param name="quality">1–100.</param>
    public static float[] Luma(int quality) => Scaled(LumaAt50, quality);

    /// <param name="quality">1–100.</param>
    public static float[] Chroma(int quality) => Scaled(ChromaAt50, quality);

    /// <summary>libjpeg's jpeg_quality_scaling.</summary>
    private static float[] Scaled(byte[] table, int quality)
    {
        int percent = quality < 50 ? 5000 / quality : 200 - (2 * quality);
        return Array.ConvertAll(table, step => (float)Math.Clamp(((step * percent) + 50) / 100, 1, 255));
    }
}
