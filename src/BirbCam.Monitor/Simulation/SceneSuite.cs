namespace BirbCam.Monitor.Simulation;

/// <summary>The scenes a motion gate is judged on: every nuisance by itself and all at once, with visitors and alone; 37 minutes for one seed.</summary>
internal static class SceneSuite
{
    /// <summary>Visits a minute: somebody is there half of the time, so that the other half can be false.</summary>
    private const double Pace = 3;

    private static readonly TimeSpan Length = TimeSpan.FromMinutes(2.5);

    /// <summary>A long visit takes up to four minutes of five.</summary>
    private static readonly TimeSpan LengthWithSitters = TimeSpan.FromMinutes(5);

    /// <summary>Nothing moves but the visitors, and the sensor's noise.</summary>
    private static readonly SimulationOptions Calm = new()
    {
        Pace = Pace,
        Plume = false,
        Light = false,
        Balance = false,
        Shadows = false,
        Snow = false,
        Ribbon = false,
        Twigs = false,
        Clock = SimulationClock.Free,
    };

    /// <summary>What a scene has by default.</summary>
    private static readonly SimulationOptions Usual = new() { Pace = Pace, Clock = SimulationClock.Free };

    /// <summary>Other seeds are other balconies throughout.</summary>
    /// <param name="seed">0 to 100,000,000.</param>
    public static IReadOnlyList<SuiteScene> Of(int seed)
    {
        (string Name, SimulationOptions Options, TimeSpan Length)[] scenes =
        [
            ("plume", Calm with { Plume = true }, Length),
            ("plume-alone", Calm with { Plume = true, Visitors = [] }, Length),
            ("light", Calm with { Light = true, Balance = true, Shadows = true }, Length),
            ("light-alone", Calm with { Light = true, Balance = true, Shadows = true, Visitors = [] }, Length),
            ("wind", Calm with { Ribbon = true, Twigs = true, Width = 480, Height = 640 }, Length),
            ("wind-alone", Calm with { Ribbon = true, Twigs = true, Visitors = [] }, Length),
            ("snow", Calm with { Snow = true }, Length),
            ("rain", Calm with { Rain = true }, Length),
            ("knock", Calm with { Plume = true, Knock = true }, Length),
            ("dusk", Calm with { Plume = true, Dusk = true }, Length),
            ("sitters", Calm with { Plume = true, Light = true, Sitters = true }, LengthWithSitters),
            ("jpeg", Usual with { Jpeg = 70, Width = 480, Height = 640 }, Length),
            ("everything", Usual with { Rain = true, Jpeg = 85 }, Length),
            ("everything-alone", Usual with { Rain = true, Jpeg = 85, Visitors = [] }, Length),
        ];
        return [.. scenes.Select((scene, i) => new SuiteScene(scene.Name, scene.Options with { Seed = (seed * 20) + i }, scene.Length))];
    }
}

/// <param name="Name">What it is about; a file name.</param>
/// <param name="Length">How much of it is watched.</param>
internal sealed record SuiteScene(string Name, SimulationOptions Options, TimeSpan Length);
