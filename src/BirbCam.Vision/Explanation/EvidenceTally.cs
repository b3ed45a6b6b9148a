using BirbCam.Vision.Imaging;

namespace BirbCam.Vision.Explanation;

/// <summary>Where the positive part of a map lies, on a grid of samples over the part of the frame that the network saw.</summary>
internal sealed class EvidenceTally
{
    /// <summary>Samples along each axis: regions are hardly ever smaller than 1/64 of the view, and a finer grid changes the shares in the third digit only.</summary>
    private const int Samples = 256;

    private readonly PixelRect _frame;
    private readonly double _left;
    private readonly double _top;
    private readonly double _pixelsPerColumn;
    private readonly double _pixelsPerRow;
    private readonly MapSampler.Tap[] _columns;
    private readonly MapSampler.Tap[] _rows;

    /// <summary>Running sums of the evidence beside what moved, along one row.</summary>
    private readonly double[] _rest;
    private readonly double[] _inZones;

    private EvidenceTally(Explanation explanation, PixelRect frame, int zones)
    {
        _frame = frame;
        _left = Math.Max(0, explanation.View.X);
        _top = Math.Max(0, explanation.View.Y);
        double width = Math.Max(0, Math.Min(frame.Width, explanation.View.X + explanation.View.Width) - _left);
        double height = Math.Max(0, Math.Min(frame.Height, explanation.View.Y + explanation.View.Height) - _top);
        _columns = new MapSampler.Tap[(int)Math.Clamp(Math.Ceiling(width), 1, Samples)];
        _rows = new MapSampler.Tap[(int)Math.Clamp(Math.Ceiling(height), 1, Samples)];
        _pixelsPerColumn = width / _columns.Length;
        _pixelsPerRow = height / _rows.Length;
        MapSampler.Place((explanation.View.X - _left) / _pixelsPerColumn, explanation.View.Width / _pixelsPerColumn, explanation.Width, _columns);
        MapSampler.Place((explanation.View.Y - _top) / _pixelsPerRow, explanation.View.Height / _pixelsPerRow, explanation.Height, _rows);
        _rest = new double[_columns.Length + 1];
        _inZones = new double[zones];
    }

    /// <summary>All positive evidence within the frame, in units of the map.</summary>
    public double All { get; private set; }

    /// <summary>The part of it on what moved.</summary>
    public double Moving { get; private set; }

    /// <summary>The moving regions' share of the part of the frame that the network saw, 0–1.</summary>
    public double MovingArea { get; private set; }

    /// <summary>Evidence beside what moved, for each zone; zones may overlap.</summary>
    public ReadOnlySpan<double> InZones => _inZones;

    /// <param name="movingInFrame">Frame pixels; they may overlap.</param>
    public static EvidenceTally Of(
        Explanation explanation, ReadOnlySpan<PixelRect> movingInFrame, int frameWidth, int frameHeight, IReadOnlyList<NamedZone> zones)
    {
        var tally = new EvidenceTally(explanation, new PixelRect(0, 0, frameWidth, frameHeight), zones.Count);
        tally.Count(explanation, movingInFrame, zones);
        return tally;
    }

    private void Count(Explanation explanation, ReadOnlySpan<PixelRect> movingInFrame, IReadOnlyList<NamedZone> zones)
    {
        float[] evidence = Positive(explanation.Map);
        float[] row = new float[explanation.Width];
        double[] crossings = new double[zones.Select(zone => zone.Polygon.Count).DefaultIfEmpty().Max()];
        int seen = 0, moving = 0;
        for (int y = 0; y < _rows.Length; y++)
        {
            if (!_rows[y].IsInside)
                continue;

            MapSampler.BlendRows(evidence, _rows[y], row);
            double yInFrame = _top + ((y + 0.5) * _pixelsPerRow);
            for (int x = 0; x < _columns.Length; x++)
            {
                bool isSeen = _columns[x].IsInside;
                bool isMoving = isSeen && IsInAny(movingInFrame, _left + ((x + 0.5) * _pixelsPerColumn), yInFrame);
                double value = isSeen ? _columns[x].Of(row) : 0;
                seen += isSeen ? 1 : 0;
                moving += isMoving ? 1 : 0;
                All += value;
                Moving += isMoving ? value : 0;
                _rest[x + 1] = _rest[x] + (isMoving ? 0 : value);
            }

            for (int zone = 0; zone < zones.Count; zone++)
                _inZones[zone] += RestIn(zones[zone], yInFrame, crossings);
        }

        MovingArea = seen > 0 ? (double)moving / seen : 0;
    }

    /// <summary>The row's evidence in a zone and beside what moved.</summary>
    private double RestIn(NamedZone zone, double yInFrame, double[] crossings)
    {
        double rest = 0;
        int count = zone.Cross(yInFrame / _frame.Height, crossings);
        for (int i = 0; i < count; i += 2)
            rest += _rest[ColumnBehind(crossings[i + 1])] - _rest[ColumnBehind(crossings[i])];
        return rest;
    }

    /// <summary>The first column whose middle does not lie before x.</summary>
    private int ColumnBehind(double x) => (int)Math.Clamp(Math.Ceiling((((x * _frame.Width) - _left) / _pixelsPerColumn) - 0.5), 0, _columns.Length);

    private static float[] Positive(ReadOnlySpan<float> map)
    {
        float[] positive = new float[map.Length];
        for (int i = 0; i < map.Length; i++)
            positive[i] = Math.Max(map[i], 0);
        return positive;
    }

    private static bool IsInAny(ReadOnlySpan<PixelRect> regions, double x, double y)
    {
        foreach (PixelRect region in regions)
        {
            if (x >= region.X && x < region.Right && y >= region.Y && y < region.Bottom)
                return true;
        }

        return false;
    }
}
