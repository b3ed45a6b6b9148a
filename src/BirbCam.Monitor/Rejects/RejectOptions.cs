using System.ComponentModel.DataAnnotations;

namespace BirbCam.Monitor.Rejects;

/// <summary>What the gate held back and is kept for a person to look at; section <c>Rejects</c>.</summary>
internal sealed class RejectOptions
{
    /// <summary>Of the frames held back for one reason, one in so many; 0 for none.</summary>
    [Range(0, 1_000_000)]
    public int SampleEvery { get; init; } = 50;

    /// <summary>All of them together.</summary>
    [Range(0, 1_000_000)]
    public int MaxMegabytes { get; init; } = 200;
}
