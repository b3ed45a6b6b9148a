using BirbCam.Monitor.Sightings;
using BirbCam.Vision.Classification;

namespace BirbCam.Monitor.Pipeline;

/// <summary>Which answers are explained and kept: the doubtful ones, a sample of the others, and never many of one visit.</summary>
/// <param name="joinGap">What nothing was recognised in makes no sighting: after so long without any, the next begins anew.</param>
internal sealed class ExplainChoice(ExplainOptions options, TimeSpan joinGap)
{
    private long _confident;
    private int _unnamed;
    private DateTimeOffset _lastUnnamed;

    /// <param name="sighting">The sighting that the answer will join; null where it will join none, or begin one.</param>
    /// <param name="at">When the frame was captured.</param>
    public bool IsWorthIt(Classification answer, Sighting? sighting, DateTimeOffset at)
    {
        bool isSampled = answer.Confidence >= options.Below && options.SampleEvery > 0 && _confident++ % options.SampleEvery == 0;
        return (answer.Confidence < options.Below || isSampled) && ExplainedSoFar(answer, sighting, at) < options.MaxPerSighting;
    }

    private int ExplainedSoFar(Classification answer, Sighting? sighting, DateTimeOffset at)
    {
        if (answer.Outcome != Outcome.Nothing)
            return sighting?.Explained ?? 0;

        if ((at - _lastUnnamed).Duration() > joinGap)
            _unnamed = 0;
        _lastUnnamed = at;
        return _unnamed++;
    }
}
