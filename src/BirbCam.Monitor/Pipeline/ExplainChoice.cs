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

    /// <param name="decision">What was made of the answer: what a person must decide is always worth it.</param>
    /// <param name="sighting">The sighting that the answer will join; null where it will join none, or begin one.</param>
    /// <param name="at">When the frame was captured.</param>
    public bool IsWorthIt(Classification answer, Decision decision, Sighting? sighting, DateTimeOffset at)
    {
        bool isDoubtful = answer.Confidence < options.Below || decision is Decision.Unknown or Decision.Abstained or Decision.RejectedBackground;
        bool isSampled = answer.Confidence >= options.Below && options.SampleEvery > 0 && _confident++ % options.SampleEvery == 0;
        return (isDoubtful || isSampled) && ExplainedSoFar(decision, sighting, at) < options.MaxPerSighting;
    }

    private int ExplainedSoFar(Decision decision, Sighting? sighting, DateTimeOffset at)
    {
        if (decision is Decision.Accepted or Decision.LowConfidence)
            return sighting?.Explained ?? 0;

        if ((at - _lastUnnamed).Duration() > joinGap)
            _unnamed = 0;
        _lastUnnamed = at;
        return _unnamed++;
    }
}
