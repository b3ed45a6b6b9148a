using System.Collections.Immutable;

namespace BirbCam.Monitor.Sightings.Votes;

/// <summary>
/// What the confident looks at one place say, while somebody is there: a bird that is called a chickadee once and a sparrow four times is one bird. A value.
/// </summary>
/// <param name="Box">Of the last look: x, y, width, height as shares of the frame, 0–1; null where no gate looked.</param>
/// <param name="LastLook">UTC.</param>
/// <param name="Moments">How many looks.</param>
/// <param name="Labels">Whom any of them named.</param>
internal sealed record Ballot(IReadOnlyList<double>? Box, DateTimeOffset LastLook, int Moments, ImmutableHashSet<string> Labels)
{
    /// <summary>Of the confident looks, the share that must agree.</summary>
    public const double Share = 0.6;

    /// <summary>Whoever stands where somebody stood so long ago is somebody else. Five stretches of a burst.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Between two looks a bird hops by this many of its own sizes at most; beyond, it is taken for another one.</summary>
    private const double Reach = 2;

    /// <summary>Whether an accepted detection is another look at who was there.</summary>
    public bool Concerns(Detection detection)
        => (detection.CapturedAt - LastLook).Duration() <= Longest && (Box is null || detection.Motion?.Box is not { } box || IsNear(Box, box));

    public Ballot With(Detection detection) => new(detection.Motion?.Box, detection.CapturedAt, Moments + 1, Labels.Union(detection.Labels));

    private static bool IsNear(IReadOnlyList<double> a, IReadOnlyList<double> b)
        => IsNear(a[0], a[2], b[0], b[2]) && IsNear(a[1], a[3], b[1], b[3]);

    private static bool IsNear(double a, double aSize, double b, double bSize)
        => Math.Abs(a + (aSize / 2) - b - (bSize / 2)) <= Reach * Math.Max(aSize, bSize);
}
