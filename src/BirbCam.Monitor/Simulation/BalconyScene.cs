using BirbCam.Monitor.Simulation.Animals;
using BirbCam.Monitor.Simulation.Scenery;
using BirbCam.Monitor.Simulation.Sensor;
using BirbCam.Monitor.Simulation.Weather;
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
    private readonly CastShadows? _shadows;
    private readonly Plume[] _plumes;
    private readonly Ribbon? _ribbon;
    private readonly Twigs? _twigs;
    private readonly Snow? _snow;
    private readonly Rain? _rain;
    private readonly Camera _camera;
    private readonly SKBitmap _bitmap;
    private readonly SKCanvas _canvas;

    public BalconyScene(SimulationOptions options)
    {
        int seed = options.Seed;
        _options = options;
        _layout = new BalconyLayout(options);
        _backdrop = Backdrop.Draw(_layout, seed, options.Width, options.Height);
        _schedule = new VisitSchedule(options, _layout);
        _shadows = options.Shadows ? new CastShadows(_layout, seed, options.Width, options.Height) : null;
        _plumes = options.Plume ? [FromChimney(), FromWall()] : [];
        _ribbon = options.Ribbon ? new Ribbon(_layout, seed) : null;
        _twigs = options.Twigs ? new Twigs(_layout, seed) : null;
        _snow = options.Snow ? new Snow(_layout, seed) : null;
        _rain = options.Rain ? new Rain(_layout, seed) : null;
        _camera = new Camera(options, _layout.Scale);
        _bitmap = new SKBitmap(new SKImageInfo(options.Width, options.Height, SKColorType.Bgra8888, SKAlphaType.Premul));
        _canvas = new SKCanvas(_bitmap);
        _canvas.Scale(_layout.Scale);
    }

    public SimulationOptions Options => _options;

    /// <summary>Draws the picture of a moment.</summary>
    /// <param name="at">Since the start of the scene; not negative.</param>
    /// <param name="bgr">Receives Height·Width·3 bytes, row order, blue first.</param>
    public void Render(TimeSpan at, Span<byte> bgr)
    {
        Span<byte> picture = _bitmap.GetPixelSpan();
        _backdrop.Bgra.CopyTo(picture);
        _shadows?.Draw(at, picture, _backdrop.Far, _options.Width);
        foreach (Plume plume in _plumes)
            plume.Draw(at, picture, _backdrop.Far, _options.Width, _options.Height);

        _ribbon?.Draw(_canvas, at);
        _twigs?.Draw(_canvas, at);
        foreach (Visit visit in _schedule.Around(at))
            visit.Draw(_canvas, at);
        _snow?.Draw(_canvas, at);
        _rain?.Draw(_canvas, at);

        _camera.Take(at, picture, bgr);
    }

    /// <summary>Who is in the picture of a moment, and where; somebody of whom less than a third is in view does not count.</summary>
    /// <param name="at">Since the start of the scene; not negative.</param>
    public IReadOnlyList<SimulatedVisitor> VisitorsAt(TimeSpan at)
    {
        (int right, int down) = _camera.OffsetAt(at);
        var view = new PixelRect(-right, -down, _options.Width, _options.Height);
        var visitors = new List<SimulatedVisitor>();
        foreach (Visit visit in _schedule.Around(at))
        {
            PixelRect box = visit.BoxAt(at, view);
            if (!box.IsEmpty)
                visitors.Add(new SimulatedVisitor(visit.Label, box with { X = box.X + right, Y = box.Y + down }));
        }

        return visitors;
    }

    /// <summary>Who comes in a span of time, in order of arrival: known before it happens.</summary>
    public IEnumerable<SimulatedVisit> VisitsBetween(TimeSpan from, TimeSpan to)
        => _schedule.Between(from, to).Select(visit => new SimulatedVisit(visit.Label, visit.From, visit.To));

    public void Dispose()
    {
        _ribbon?.Dispose();
        _twigs?.Dispose();
        _snow?.Dispose();
        _rain?.Dispose();
        _canvas.Dispose();
        _bitmap.Dispose();
    }

    private Plume FromChimney()
        => new(_layout, new SKPoint(_layout.ChimneyX, _layout.ChimneyTop - 10), new SKPoint(_layout.Wind, -0.8f), 300, 0, _options.Seed);

    /// <summary>A boiler's flue in the wall, just above the railing: its plume drifts behind whoever stands there.</summary>
    private Plume FromWall()
        => new(_layout, _layout.Flue, new SKPoint(_layout.Wind, -0.42f), 230, 0.2f, _options.Seed + 100);
}
