using System.Collections.Immutable;
using BirbCam.Monitor.Bench.Clips;

namespace BirbCam.Monitor.Bench.Gate;

/// <summary>What the gates made of all clips.</summary>
/// <param name="Contenders">Their names; ours is the first.</param>
/// <param name="Notes">What a reader has to know beside the figures; a line each.</param>
internal sealed record GateReport(ImmutableArray<string> Contenders, ImmutableArray<ClipReport> Clips, ImmutableArray<string> Notes)
{
    /// <summary>A contender's figures over all clips that are judged.</summary>
    public GateFigures Total(int contender)
        => GateFigures.Sum([.. Clips.Where(clip => clip.Expected != ExpectedOf.Unjudged).Select(clip => clip.Gates[contender].Figures)]);
}
