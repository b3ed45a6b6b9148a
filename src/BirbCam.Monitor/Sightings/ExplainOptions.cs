using System.ComponentModel.DataAnnotations;

namespace BirbCam.Monitor.Sightings;

/// <summary>Which detections are explained and kept as pictures; section <c>Explain</c> of the configuration.</summary>
internal sealed class ExplainOptions
{
    /// <summary>A detection whose confidence is under this is explained.</summary>
    [Range(0.0, 1.0)]
    public double Below { get; init; } = 0.75;

    /// <summary>Of the others, one in so many; 0 for none.</summary>
    [Range(0, 1_000_000)]
    public int SampleEvery { get; init; } = 50;

    /// <summary>No sighting gets more explanations than this.</summary>
    [Range(1, 1000)]
    public int MaxPerSighting { get; init; } = 3;

    /// <summary>One of the words of <c>CamMethods</c>; null for what the model's card says.</summary>
    public string? Method { get; init; }
}
