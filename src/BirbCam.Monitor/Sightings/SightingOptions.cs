using System.ComponentModel.DataAnnotations;

namespace BirbCam.Monitor.Sightings;

/// <summary>How detections become visits; section <c>Sightings</c> of the configuration.</summary>
internal sealed class SightingOptions
{
    /// <summary>Detections of one label that are no further apart belong to one sighting.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan JoinGap { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The best frame of so long a stretch is classified; of the first stretch of a visit, the best of each third.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan Burst { get; init; } = TimeSpan.FromSeconds(2);
}
