using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor.Sightings;

/// <summary>What is kept, and for how long; section <c>Store</c> of the configuration.</summary>
internal sealed class StoreOptions
{
    /// <summary>Holds the database and the pictures; null for the state directory that the service manager gives.</summary>
    public string? Directory { get; init; }

    /// <summary>All kept pictures together.</summary>
    [Range(1, 100_000_000)]
    public int MaxMegabytes { get; init; } = 4096;

    [Range(typeof(TimeSpan), "01:00:00", "36500.00:00:00")]
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Of each label, the pictures of so many of the newest visits outlast <see cref="MaxAge"/>, and go later than others where room is wanted; 0 for none.</summary>
    [Range(0, 100_000)]
    public int KeepPerLabel { get; init; }

    /// <summary>Labels whose pictures go sooner than <see cref="MaxAge"/>, once nobody need look at them.</summary>
    [MaxLength(100)]
    public IReadOnlyList<LabelAge> MaxAgePerLabel { get; init; } = [];

    /// <summary>Free space on the volume below which no picture is written.</summary>
    [Range(0, 100_000_000)]
    public int KeepFreeMegabytes { get; init; } = 1024;
}

/// <summary>How long the pictures of a label's visits are kept.</summary>
internal sealed class LabelAge
{
    /// <summary>Of the model, or one that a person has said.</summary>
    public string Label { get; init; } = "";

    public TimeSpan MaxAge { get; init; }
}

/// <summary>What a store needs to know.</summary>
/// <param name="Directory">Holds the database; made where it is missing.</param>
/// <param name="JoinGap">As in <see cref="SightingOptions"/>.</param>
/// <param name="Place">Whose midnight begins a day.</param>
/// <param name="BootId">Names the run of the program in every record.</param>
internal sealed record StoreSetup(string Directory, TimeSpan JoinGap, TimeZoneInfo Place, string BootId, TimeProvider Time, ILogger Logger);
