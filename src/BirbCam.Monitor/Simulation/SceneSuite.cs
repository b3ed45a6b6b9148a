namespace BirbCam.Monitor.Simulation;

/// <summary>The scenes a motion gate is judged on: every nuisance with visitors or alone, twenty-odd simulated minutes for one seed.</summary>
internal static class SceneSuite
{
    private static readonly SimulationOptions Calm = new()
    {
        Plume = false,
        Light = false,
        Snow = false,
        Ribbon = false,
        Clock = SimulationClock.Free,
    };

    /// <summary>Scenes of nearby seeds share nothing: each has a balcony of its own.</summary>
    /// <param name="seed">0 to 1,000,000.</param>
    public static IReadOnlyList<SuiteScene> Of(int seed)
    {
        int first = seed * 16;
        return
        [
            Scene("plume", Calm with { Seed = first, Plume = true }),
            Scene("plume-alone", Calm with { Seed = first + 1, Plume = true, Visitors = [] }),
            Scene("light", Calm with { Seed = first + 2, Light = true }),
            Scene("wind", Calm with { Seed = first + 3, Ribbon = true, Width = 480, Height = 640 }),
            Scene("snow", Calm with { Seed = first + 4, Snow = true }),
            Scene("everything", new SimulationOptions { Seed = first + 5 }),
            Scene("everything-alone", new SimulationOptions { Seed = first + 6, Visitors = [] }),
        ];
    }

    private static SuiteScene Scene(string name, SimulationOptions options) => new(name, options, TimeSpan.FromMinutes(2.5));
}

/// <param name="Name">What it is about; a file name.</param>
/// <param name="Length">How much of it is watched.</param>
internal sealed record SuiteScene(string Name, SimulationOptions Options, TimeSpan Length);
