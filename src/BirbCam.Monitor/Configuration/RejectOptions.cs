using System.ComponentModel.DataAnnotations;

namespace BirbCam.Monitor.Configuration;

/// <summary>What the gate held back and is kept for review; section <c>Rejects</c>. Reserved: this version checks the values only.</summary>
internal sealed class RejectOptions
{
    /// <summary>One in so many is kept; 0 for none.</summary>
    [Range(0, 1_000_000)]
    public int SampleEvery { get; init; } = 50;

    [Range(0, 1_000_000)]
    public int MaxMegabytes { get; init; } = 200;
}
