using System.Text;
using BirbCam.Monitor.Bench.Clips;
using BirbCam.Monitor.Capture.Streams;

namespace BirbCam.Monitor.Bench.Tuning;

/// <summary>Clips in two halves: options are chosen on one and tried on the other. Which clip goes where follows from its name alone, and both halves get their share of every expectation.</summary>
internal sealed record TuningSplit(IReadOnlyList<GateClip> Tune, IReadOnlyList<GateClip> HeldOut)
{
    /// <exception cref="RecordingException">There are too few clips for two halves; one line that says which are wanted.</exception>
    public static TuningSplit Of(IEnumerable<GateClip> clips)
    {
        var halves = (Tune: new List<GateClip>(), HeldOut: new List<GateClip>());
        bool toTune = true;
        foreach (var alike in clips.Where(clip => clip.Expectation.Expected != ExpectedOf.Unjudged).GroupBy(clip => clip.Expectation.Expected).OrderByDescending(group => group.Key))
        {
            foreach (GateClip clip in alike.OrderBy(clip => HashOf(clip.Name)).ThenBy(clip => clip.Name, StringComparer.Ordinal))
            {
                (toTune ? halves.Tune : halves.HeldOut).Add(clip);
                toTune = !toTune;
            }
        }

        foreach (List<GateClip> half in new[] { halves.Tune, halves.HeldOut })
        {
            if (!half.Any(clip => clip.Expectation.Expected is ExpectedOf.Visits or ExpectedOf.Trigger) || !half.Any(clip => clip.Expectation.Expected is ExpectedOf.Visits or ExpectedOf.Nothing))
                throw new RecordingException("too few clips to tune on: at least two with visits are wanted, or two with a trigger and two that expect nothing. Half of them are held out to see whether it helps.");
        }

        return new TuningSplit(halves.Tune, halves.HeldOut);
    }

    /// <summary>FNV-1a: the same on every machine.</summary>
    private static uint HashOf(string name)
    {
        uint hash = 2_166_136_261;
        foreach (byte value in Encoding.UTF8.GetBytes(name))
            hash = unchecked((hash ^ value) * 16_777_619);
        return hash;
    }
}
