using System.Collections.Immutable;
using BirbCam.Monitor.Simulation;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Bench;

/// <summary>
/// Single moments of simulated balconies with somebody in view, whose boxes are known. The same seed and number give the same picture, whatever
/// was drawn before. Keeps one picture's memory; one thread at a time.
/// </summary>
internal sealed class VisitorScenes : IDisposable
{
    public const int Width = 640;

    public const int Height = 480;

    /// <summary>Building a balcony takes as long as drawing a dozen pictures of it, and visits differ more than balconies do.</summary>
    private const int PerBalcony = 8;

    /// <summary>Far from the seeds that <c>birbcam simulate</c> can reach, with which the shipped model was trained, chosen and tested.</summary>
    private const int FirstBalcony = 2_100_000_000;

    /// <summary>By then a balcony has had every weather.</summary>
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(10);

    private readonly int _seed;
    private readonly IReadOnlyList<string> _labels;
    private readonly byte[] _bgr = new byte[Width * Height * 3];
    private BalconyScene? _balcony;
    private int _balconyNumber = -1;

    /// <param name="seed">0–9999.</param>
    /// <param name="labels">Who comes; at least one of those that are drawn.</param>
    public VisitorScenes(int seed, IReadOnlyList<string> labels)
    {
        _seed = seed;
        _labels = labels;
    }

    /// <summary>Height·Width·3 bytes of the last picture, blue first.</summary>
    public ReadOnlySpan<byte> Bgr => _bgr;

    /// <summary>Draws a picture and says whom to look for on it.</summary>
    /// <param name="number">From 0.</param>
    public VisitorTruth Draw(int number)
    {
        BalconyScene balcony = Balcony(number / PerBalcony);
        var random = new Random(unchecked((_seed * 1_000_003) + number));
        SimulatedVisit[] visits = [.. balcony.VisitsBetween(TimeSpan.Zero, Span)];
        IReadOnlyList<SimulatedVisitor> visitors = [];
        TimeSpan at = default;
        while (visitors.Count == 0)
        {
            SimulatedVisit visit = visits[random.Next(visits.Length)];
            at = visit.From + (random.NextDouble() * (visit.To - visit.From));
            visitors = balcony.VisitorsAt(at);
        }

        balcony.Render(at, _bgr);
        string label = visitors[random.Next(visitors.Count)].Label;
        return new VisitorTruth(label, [.. visitors.Where(visitor => visitor.Label == label).Select(visitor => visitor.Box)]);
    }

    public void Dispose() => _balcony?.Dispose();

    private BalconyScene Balcony(int number)
    {
        if (_balcony is not null && number == _balconyNumber)
            return _balcony;

        _balcony?.Dispose();
        _balconyNumber = number;
        return _balcony = new BalconyScene(new SimulationOptions { Seed = FirstBalcony + (_seed * 4001) + number, Width = Width, Height = Height, Visitors = _labels });
    }
}

/// <summary>Whom a map should show.</summary>
/// <param name="Label">Whom to look for.</param>
/// <param name="Boxes">Where everybody of that label is, in frame pixels; they may overlap.</param>
internal readonly record struct VisitorTruth(string Label, ImmutableArray<PixelRect> Boxes);
