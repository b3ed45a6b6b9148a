using BirbCam.Vision.Classification;
using BirbCam.Vision.Imaging;

namespace BirbCam.Vision.Explanation;

/// <summary>What the network was shown when it said what is explained.</summary>
public enum SeenView
{
    /// <summary>All of the frame, or as much as the card's resize rule leaves of it.</summary>
    Frame,

    /// <summary>A crop around what moved.</summary>
    Region,
}

/// <summary>Why nothing can be said about evidence and motion.</summary>
public enum AgreementGap
{
    NothingMoved,

    /// <summary>No place of the map speaks for the label.</summary>
    NoEvidence,

    /// <summary>A crop that is hardly larger than what moved: wherever the evidence lies in it, it lies there.</summary>
    CropTooTight,
}

/// <summary>Did the network look where it moved? High confidence for something off the moving part is the soil-and-snow mistake.</summary>
public sealed record Agreement
{
    /// <summary>
    /// A crop says something from this many times the region's size on; below, the region fills more than a sixth of it, and a map without any idea would lie there often enough.
    /// In crops of just this size the shipped model's evidence still tells wrong names from right ones (<c>evidence_on_what_moved</c> of its card).
    /// </summary>
    private const double LeastContext = 2.5;

    /// <summary>Crops are computed in doubles.</summary>
    private const double Rounding = 1e-6;

    private Agreement()
    {
    }

    public required SeenView View { get; init; }

    /// <summary>Share of the positive evidence that lies on what moved, 0–1, over the part of the frame that the network saw; null where <see cref="Gap"/> says why.</summary>
    public double? InMotion { get; private init; }

    /// <summary>
    /// <see cref="InMotion"/> over the share of that part which the moving regions cover: 1 is what a map without any idea would have. Null where there is
    /// no share, or where no moving region is in view.
    /// </summary>
    public double? Lift { get; private init; }

    /// <summary>The zone that holds most of the evidence beside what moved, by its name; null where no zone does, or none is configured.</summary>
    public string? RestIn { get; private init; }

    public AgreementGap? Gap { get; private init; }

    /// <param name="movingInFrame">Frame pixels; they may overlap.</param>
    /// <param name="frameWidth">Pixels.</param>
    /// <param name="frameHeight">Pixels.</param>
    /// <param name="zones">What a person named; may be empty.</param>
    public static Agreement Of(
        Explanation explanation, ReadOnlySpan<PixelRect> movingInFrame, int frameWidth, int frameHeight, IReadOnlyList<NamedZone> zones)
    {
        SeenView view = ViewOf(explanation.View, frameWidth, frameHeight);
        if (movingInFrame.IsEmpty)
            return new Agreement { View = view, Gap = AgreementGap.NothingMoved };
        if (!LeavesRoom(explanation.View, movingInFrame, frameWidth, frameHeight))
            return new Agreement { View = view, Gap = AgreementGap.CropTooTight };

        EvidenceTally tally = EvidenceTally.Of(explanation, movingInFrame, frameWidth, frameHeight, zones);
        if (!(tally.All > 0))
            return new Agreement { View = view, Gap = AgreementGap.NoEvidence };

        double share = tally.Moving / tally.All;
        return new Agreement
        {
            View = view,
            InMotion = share,
            Lift = tally.MovingArea > 0 ? share / tally.MovingArea : null,
            RestIn = MostOfTheRest(tally, zones),
        };
    }

    /// <summary>A resize rule that crops shows the middle of the frame, with one side of it whole; a crop around a region that is just that is no different.</summary>
    private static SeenView ViewOf(InputView view, int frameWidth, int frameHeight)
    {
        bool isCentred = Math.Abs(view.X + (view.Width / 2) - (frameWidth / 2.0)) < 1 && Math.Abs(view.Y + (view.Height / 2) - (frameHeight / 2.0)) < 1;
        bool spansOneSide = view.Width >= frameWidth - Rounding || view.Height >= frameHeight - Rounding;
        return isCentred && spansOneSide ? SeenView.Frame : SeenView.Region;
    }

    /// <summary>Whether the view is large enough beside the region that it shows most of, or ends only where the frame does.</summary>
    private static bool LeavesRoom(InputView view, ReadOnlySpan<PixelRect> movingInFrame, int frameWidth, int frameHeight)
    {
        PixelRect shown = default;
        double mostShown = -1;
        foreach (PixelRect region in movingInFrame)
        {
            double across = Math.Min(region.Right, view.X + view.Width) - Math.Max(region.X, view.X);
            double down = Math.Min(region.Bottom, view.Y + view.Height) - Math.Max(region.Y, view.Y);
            double area = Math.Max(across, 0) * Math.Max(down, 0);
            if (area > mostShown)
                (shown, mostShown) = (region, area);
        }

        return HasContext(view.Width, shown.Width, frameWidth) && HasContext(view.Height, shown.Height, frameHeight);
    }

    private static bool HasContext(double view, int region, int frame) => view >= Math.Min(LeastContext * region, frame) * (1 - Rounding);

    private static string? MostOfTheRest(EvidenceTally tally, IReadOnlyList<NamedZone> zones)
    {
        if (zones.Count == 0)
            return null;

        int largest = 0;
        for (int zone = 1; zone < zones.Count; zone++)
            largest = tally.InZones[zone] > tally.InZones[largest] ? zone : largest;
        return tally.InZones[largest] > (tally.All - tally.Moving) / 2 ? zones[largest].Name : null;
    }
}
