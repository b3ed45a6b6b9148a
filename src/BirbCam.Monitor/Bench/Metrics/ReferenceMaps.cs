namespace BirbCam.Monitor.Bench.Metrics;

/// <summary>Maps that know nothing of the picture: a method that is no better has found nothing.</summary>
internal static class ReferenceMaps
{
    /// <summary>Of the view's sides: two thirds of the weight lie in the middle half.</summary>
    private const double Deviation = 0.25;

    /// <summary>Strong in the middle of the view, where photographers put things. Odd sides, so that one place is the middle.</summary>
    /// <param name="columns">Of the map that is compared.</param>
    /// <param name="rows">Of the map that is compared.</param>
    /// <returns>The map, and its columns.</returns>
    public static (float[] Map, int Columns) Centre(int columns, int rows)
    {
        (int width, int height) = (columns | 1, rows | 1);
        float[] map = new float[width * height];
        for (int place = 0; place < map.Length; place++)
        {
            double x = (((place % width) + 0.5) / width) - 0.5;
            double y = (((place / width) + 0.5) / height) - 0.5;
            map[place] = (float)Math.Exp(-((x * x) + (y * y)) / (2 * Deviation * Deviation));
        }

        return (map, width);
    }

    /// <summary>Every place 0–1 by chance.</summary>
    public static float[] Random(int places, Random random)
    {
        float[] map = new float[places];
        foreach (ref float value in map.AsSpan())
            value = random.NextSingle();
        return map;
    }
}
