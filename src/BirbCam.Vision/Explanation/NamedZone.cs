namespace BirbCam.Vision.Explanation;

/// <summary>A part of the picture that a person gave a name to. Which points belong to it: the even-odd rule, as the gate has it.</summary>
/// <param name="Polygon">Corners x, y as shares of the frame's width and height, 0–1; three at least.</param>
public sealed record NamedZone(string Name, IReadOnlyList<double[]> Polygon)
{
    /// <summary>Where a level line enters and leaves the zone: pairs in rising order, each the first x inside and the first x behind.</summary>
    /// <param name="y">Of the line, as a share of the frame's height.</param>
    /// <param name="crossings">Receives one value at most for each corner, as shares of the frame's width.</param>
    /// <returns>How many; even.</returns>
    internal int Cross(double y, Span<double> crossings)
    {
        int count = 0;
        for (int i = 0, before = Polygon.Count - 1; i < Polygon.Count; before = i++)
        {
            (double ax, double ay) = (Polygon[i][0], Polygon[i][1]);
            (double bx, double by) = (Polygon[before][0], Polygon[before][1]);
            if (ay > y != by > y)
                crossings[count++] = ((bx - ax) * (y - ay) / (by - ay)) + ax;
        }

        crossings[..count].Sort();
        return count;
    }
}
