namespace BirbCam.Monitor.Bench.Metrics;

/// <summary>Three box filters in a row and column, close to a Gaussian of standard deviation ½·√((2·radius + 1)² − 1); the edge's values go on beyond it.</summary>
internal static class Blur
{
    private const int Passes = 3;

    /// <param name="values">Blurred in place.</param>
    /// <param name="start">Index of the first pixel.</param>
    /// <param name="stride">From one pixel of a row to the next.</param>
    /// <param name="radius">Pixels to either side, 1 or more.</param>
    public static void Apply(Span<float> values, int start, int stride, int width, int height, int radius)
    {
        float[] line = new float[Math.Max(width, height)];
        for (int pass = 0; pass < Passes; pass++)
        {
            for (int y = 0; y < height; y++)
                BlurLine(values, start + (y * width * stride), stride, line.AsSpan(0, width), radius);
            for (int x = 0; x < width; x++)
                BlurLine(values, start + (x * stride), width * stride, line.AsSpan(0, height), radius);
        }
    }

    private static void BlurLine(Span<float> values, int start, int stride, Span<float> line, int radius)
    {
        for (int i = 0; i < line.Length; i++)
            line[i] = values[start + (i * stride)];

        // A running sum in double: what enters and leaves millions of times must not add up to a drift.
        double sum = 0;
        for (int i = -radius; i <= radius; i++)
            sum += line[Math.Clamp(i, 0, line.Length - 1)];
        for (int i = 0; i < line.Length; i++)
        {
            values[start + (i * stride)] = (float)(sum / ((2 * radius) + 1));
            sum += line[Math.Min(i + radius + 1, line.Length - 1)] - line[Math.Max(i - radius, 0)];
        }
    }
}
