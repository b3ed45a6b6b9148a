using BirbCam.Monitor.Simulation.Animals;
using BirbCam.Monitor.Simulation.Scenery;
using BirbCam.Vision.Imaging;
using SkiaSharp;

namespace BirbCam.Monitor.Simulation;

/// <summary>
/// A wintry balcony with visitors, drawn from a seed: the same options and the same moment give the same picture, in any order
/// of moments. Knows the truth about it, too. Not thread-safe: its owner is one task.
/// </summary>
public sealed class BalconyScene : IDisposable
{
    private readonly SimulationOptions _options;
    private readonly BalconyLayout _layout;
    private readonly Backdrop _backdrop;
    private readonly VisitSchedule _schedule;
    private readonly Lighting _lighting;
    private readonly Plume[] _plumes;
    private readonly Weather _weather;
    private readonly SensorNoise _noise;
    private readonly SKBitmap _bitmap;
    private readonly SKCanvas _canvas;
    private readonly int[] _gains;

    public BalconyScene(SimulationOptions options)
    {
        _options = options;
        _layout = new BalconyLayout(options);
        _backdrop = Backdrop.Draw(_layout, options.Seed, options.Width, options.Height);
        _schedule = new VisitSchedule(options, _layout);
        _lighting = new Lighting(options);
        _plumes = options.Plume ? [FromChimney(), FromWall()] : [];
        _weather = new Weather(_layout, options.Seed);
        _noise = new SensorNoise(options.Seed);
        _bitmap = new SKBitmap(new SKImageInfo(options.Width, options.Height, SKColorType.Bgra8888, SKAlphaType.Premul));
        _canvas = new SKCanvas(_bitmap);
        _canvas.Scale(_layout.Scale);
        _gains = new int[options.Width * 3];
    }

    public SimulationOptions Options => _options;

    /// <summary>Draws the picture of a moment.</summary>
    /// <param name="at">Since the start of the scene; not negative.</param>
    /// <param name="bgr">Receives Height·Width·3 bytes, row order, blue first.</param>
    public void Render(TimeSpan at, Span<byte> bgr)
    {
        Span<byte> picture = _bitmap.GetPixelSpan();
        _backdrop.Bgra.CopyTo(picture);
        foreach (Plume plume in _plumes)
            plume.Draw(at, picture, _backdrop.Far, _options.Width, _options.Height);
        if (_options.Ribbon)
            _weather.DrawRibbon(_canvas, at);
        foreach (Visit visit in _schedule.Around(at))
            visit.Draw(_canvas, at);
        if (_options.Snow)
            _weather.DrawSnow(_canvas, at);

        _lighting.GainsAt(at, 1 / _layout.Scale, _gains);
        if (_options.Noise)
            _noise.Develop(at, picture, _gains, _options.Height, bgr);
        else
            SensorNoise.DevelopClean(picture, _gains, _options.Height, bgr);
    }

    /// <summary>Who is in the picture of a moment, and where; somebody of whom less than a third is in view does not count.</summary>
    /// <param name="at">Since the start of the scene; not negative.</param>
    public IReadOnlyList<SimulatedVisitor> VisitorsAt(TimeSpan at)
    {
        var visitors = new List<SimulatedVisitor>();
        foreach (Visit visit in _schedule.Around(at))
        {
            PixelRect box = visit.BoxAt(at, new PixelRect(0, 0, _options.Width, _options.Height));
            if (!box.IsEmpty)
                visitors.Add(new SimulatedVisitor(visit.Label, box));
        }

        return visitors;
    }

    /// <summary>Who comes in a span of time, in order of arrival: known before it happens.</summary>
    public IEnumerable<SimulatedVisit> VisitsBetween(TimeSpan from, TimeSpan to)
        => _schedule.Between(from, to).Select(visit => new SimulatedVisit(visit.Label, visit.From, visit.To));

    public void Dispose()
    {
        _canvas.Dispose();
        _bitmap.Dispose();
        _weather.Dispose();
    }

    private Plume FromChimney()
        => new(new SKPoint(_layout.ChimneyX, _layout.ChimneyTop - 10), new SKPoint(_layout.Wind, -1), 280, _layout.Scale, _options.Seed);

    /// <summary>A boiler's flue in the wall, just above the railing: its plume drifts behind whoever stands there.</summary>
    private Plume FromWall()
        => new(_layout.Flue, new SKPoint(_layout.Wind, -0.45f), 220, _layout.Scale, _options.Seed + 100);
}
