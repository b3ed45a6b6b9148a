namespace BirbCam.Monitor.Simulation;

/// <summary>What <see cref="SceneSampler"/> is to draw.</summary>
internal sealed record SamplingPlan
{
    public required int Count { get; init; }

    public required int Seed { get; init; }

    public required int PerScene { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required int EmptyPercent { get; init; }

    /// <summary><c>jpg</c> or <c>png</c>.</summary>
    public required string Format { get; init; }
}
