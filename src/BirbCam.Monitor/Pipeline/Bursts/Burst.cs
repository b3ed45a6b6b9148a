using BirbCam.Vision.Imaging;
using BirbCam.Vision.Imaging.Kernels;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Pipeline.Bursts;

/// <summary>
/// Of the triggered frames of a short stretch, and of those just before it, keeps the one that shows the visitor best: classifying every one would cost much
/// and say little. The first stretches of a visit are short, so that a visit of one whole stretch is seen at <see cref="Moments"/> moments, which can outvote a
/// mistake. Owns at most one frame and the pre-roll's. One thread at a time.
/// </summary>
/// <param name="length">How long a stretch is, from the first triggered frame; zero lets every triggered frame through, and no other.</param>
internal sealed class Burst(TimeSpan length) : IDisposable
{
    /// <summary>So many make a whole stretch at the beginning of a visit.</summary>
    public const int Moments = 3;

    /// <summary>Somebody comes anew when nothing triggered for so many stretches.</summary>
    private const int QuietStretches = 2;

    /// <summary>A visitor half outside the picture is worth half.</summary>
    private const double AtTheEdge = 0.5;

    private readonly PreRoll _preRoll = new();
    private Candidate? _best;
    private double _bestScore;
    private DateTimeOffset _began;
    private DateTimeOffset _lastTriggered;
    private int _moments;

    /// <summary>A triggered frame. Takes it over.</summary>
    /// <returns>The best frame of the stretch that this one ends, to be disposed by the caller; null while it goes on.</returns>
    public Candidate? Add(Candidate candidate)
    {
        (DateTimeOffset now, MotionResult motion) = (candidate.Frame.CapturedAt, candidate.Motion);
        Candidate? finished = At(now);
        bool isFirst = _best is null;
        if ((now - _lastTriggered).Duration() > QuietStretches * length)
            _moments = 0;
        _lastTriggered = now;
        Compare(candidate);
        if (isFirst)
        {
            _began = now;
            while (_preRoll.TakeLeadTo(motion, now) is Candidate lead)
                Compare(lead);
        }

        return finished ?? At(now);
    }

    /// <summary>A frame on which something moved that may trigger soon. Takes it over.</summary>
    public void Hold(Candidate pending)
    {
        if (length > TimeSpan.Zero)
            _preRoll.Hold(pending);
        else
            pending.Dispose();
    }

    /// <summary>A frame without motion has come, or time has passed.</summary>
    /// <returns>The best frame, where its stretch is over by then.</returns>
    /// <remarks>A clock that was set back ends the stretch too: waiting for it to catch up might take hours.</remarks>
    public Candidate? At(DateTimeOffset now) => _best is not null && (now - _began).Duration() >= Stretch ? End() : null;

    /// <summary>Nothing more will come: the best frame so far, or null.</summary>
    public Candidate? End()
    {
        Candidate? best = _best;
        _best = null;
        _moments++;
        return best;
    }

    public void Dispose()
    {
        End()?.Dispose();
        _preRoll.Dispose();
    }

    private TimeSpan Stretch => _moments < Moments ? length / Moments : length;

    private void Compare(Candidate candidate)
    {
        double score = Score(candidate);
        if (_best is not null && score <= _bestScore)
        {
            candidate.Dispose();
            return;
        }

        _best?.Dispose();
        (_best, _bestScore) = (candidate, score);
    }

    /// <summary>Larger is better, sharper is better, and cut off by the frame's edge is worse.</summary>
    private static double Score(Candidate candidate)
    {
        Frame frame = candidate.Frame;
        PixelRect visitor = candidate.Motion.Regions[0];
        bool cut = visitor.X <= 0 || visitor.Y <= 0 || visitor.Right >= frame.Width || visitor.Bottom >= frame.Height;
        return Sharpness.Of(frame.Pixels, frame.Width, visitor) * Math.Sqrt(visitor.Area) * (cut ? AtTheEdge : 1);
    }
}
