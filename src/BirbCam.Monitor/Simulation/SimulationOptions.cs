using System.Globalization;
using BirbCam.Monitor.Simulation.Animals;

namespace BirbCam.Monitor.Simulation;

/// <summary>What a simulated scene shows. Written as <c>sim:balcony?seed=1&amp;plume=off</c>; what is not written has these defaults.</summary>
public sealed record SimulationOptions
{
    public const int WidestPicture = 3840;

    private const string Keys
        = "seed, fps, width, height, pace, visitors, cutouts, sitters, plume, light, balance, shadows, snow, rain, ribbon, twigs, dusk, knock, noise, jpeg, clock";

    /// <summary>The same seed, time and size give the same picture.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Images a second.</summary>
    public double Fps { get; init; } = 5;

    public int Width { get; init; } = 640;

    public int Height { get; init; } = 480;

    /// <summary>Visits a minute.</summary>
    public double Pace { get; init; } = 6;

    /// <summary>Which animals come; empty where none does.</summary>
    public IReadOnlyList<string> Visitors { get; init; } = Species.Labels;

    /// <summary>
    /// A folder of animals that were cut out of photos, named LABEL_NAME.png, who come instead of the drawn ones; of the label none, things that are no
    /// animal. Null for the drawn ones.
    /// </summary>
    public string? Cutouts { get; init; }

    /// <summary>Whether some visitors stay for minutes and hardly move, beside those who come at the <see cref="Pace"/>.</summary>
    public bool Sitters { get; init; }

    /// <summary>Whether the chimney across the street and a flue in its wall smoke.</summary>
    public bool Plume { get; init; } = true;

    /// <summary>Whether clouds pass and the camera corrects its exposure, at once or slowly.</summary>
    public bool Light { get; init; } = true;

    /// <summary>Whether the camera corrects its white balance, at once or slowly.</summary>
    public bool Balance { get; init; } = true;

    /// <summary>Whether the shadows of a swaying tree and of clouds move over the house.</summary>
    public bool Shadows { get; init; } = true;

    /// <summary>Whether it snows at times.</summary>
    public bool Snow { get; init; } = true;

    /// <summary>Whether it rains, now more, now less.</summary>
    public bool Rain { get; init; }

    /// <summary>Whether a ribbon swings at the railing.</summary>
    public bool Ribbon { get; init; } = true;

    /// <summary>Whether thin boughs hang into the picture and sway.</summary>
    public bool Twigs { get; init; } = true;

    /// <summary>Whether night falls within the first three minutes; the sensor's noise grows.</summary>
    public bool Dusk { get; init; }

    /// <summary>Whether somebody knocks against the camera, once in each two minutes.</summary>
    public bool Knock { get; init; }

    /// <summary>Whether the sensor is noisy.</summary>
    public bool Noise { get; init; } = true;

    /// <summary>The quality of the JPEG that the picture goes through, 1–100; null for none.</summary>
    public int? Jpeg { get; init; }

    public SimulationClock Clock { get; init; } = SimulationClock.Real;

    /// <summary>Reads <c>sim:balcony</c> with an optional query.</summary>
    /// <exception cref="FormatException">Another scene, an unknown key or a value out of bounds: one line that says what to change.</exception>
    public static SimulationOptions Parse(string uri)
    {
        const string Scheme = "sim:";
        string rest = uri.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? uri[Scheme.Length..] : uri;
        string scene = rest.Split('?', 2)[0];
        if (scene != "balcony")
            throw new FormatException($"'{uri}' is not a simulation: the only scene is sim:balcony");

        var options = new SimulationOptions();
        if (!rest.Contains('?', StringComparison.Ordinal))
            return options;

        var given = new HashSet<string>();
        foreach (string pair in rest.Split('?', 2)[1].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            if (parts.Length != 2)
                throw new FormatException($"'{pair}' in '{uri}' has no value: write {pair}=VALUE");
            if (!given.Add(parts[0]))
                throw new FormatException($"{parts[0]} is given twice in '{uri}'");
            options = options.With(parts[0], parts[1]);
        }

        return options;
    }

    private SimulationOptions With(string key, string value) => key switch
    {
        "seed" => this with { Seed = Whole(key, value, 0, int.MaxValue) },
        "fps" => this with { Fps = Number(key, value, 0.2, 60) },
        "width" => this with { Width = Whole(key, value, 64, WidestPicture) },
        "height" => this with { Height = Whole(key, value, 64, 2160) },
        // Faster than one in four seconds, nobody has the time to arrive, look and leave.
        "pace" => this with { Pace = Number(key, value, 0.1, 15) },
        "visitors" => this with { Visitors = Labels(key, value) },
        "cutouts" => this with { Cutouts = Folder(key, value) },
        "sitters" => this with { Sitters = Switch(key, value) },
        "plume" => this with { Plume = Switch(key, value) },
        "light" => this with { Light = Switch(key, value) },
        "balance" => this with { Balance = Switch(key, value) },
        "shadows" => this with { Shadows = Switch(key, value) },
        "snow" => this with { Snow = Switch(key, value) },
        "rain" => this with { Rain = Switch(key, value) },
        "ribbon" => this with { Ribbon = Switch(key, value) },
        "twigs" => this with { Twigs = Switch(key, value) },
        "dusk" => this with { Dusk = Switch(key, value) },
        "knock" => this with { Knock = Switch(key, value) },
        "noise" => this with { Noise = Switch(key, value) },
        "jpeg" => this with { Jpeg = Quality(key, value) },
        "clock" => this with { Clock = ClockOf(key, value) },
        _ => throw new FormatException($"a simulation has no key '{key}'; it has {Keys}"),
    };

    private static int Whole(string key, string value, int least, int most)
        => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{key}={value}: a whole number from {least} to {most} is wanted");

    private static double Number(string key, string value, double least, double most)
        => double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number >= least && number <= most
            ? number
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{key}={value}: a number from {least} to {most} is wanted"));

    private static int? Quality(string key, string value)
        => value == "off" ? null
            : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int quality) && quality is >= 1 and <= 100 ? quality
            : throw new FormatException($"{key}={value}: off, or a quality from 1 to 100 is wanted");

    private static bool Switch(string key, string value) => value switch
    {
        "on" => true,
        "off" => false,
        _ => throw new FormatException($"{key}={value}: on or off is wanted"),
    };

    private static string Folder(string key, string value)
        => Cast.FaultOf(value) is string fault ? throw new FormatException($"{key}={value}: {fault}") : value;

    private static SimulationClock ClockOf(string key, string value) => value switch
    {
        "real" => SimulationClock.Real,
        "free" => SimulationClock.Free,
        _ => throw new FormatException($"{key}={value}: real or free is wanted"),
    };

    private static IReadOnlyList<string> Labels(string key, string value)
    {
        if (value == "all")
            return Species.Labels;
        if (value == "none")
            return [];

        string[] labels = value.Split(',');
        return Array.Find(labels, label => !Species.Labels.Contains(label)) is string stranger
            ? throw new FormatException($"{key}={value}: nobody draws a '{stranger}'; all, none, or some of {string.Join(',', Species.Labels)} is wanted")
            : labels;
    }
}

public enum SimulationClock
{
    /// <summary>Images come when a camera would deliver them.</summary>
    Real,

    /// <summary>Images come as fast as they are asked for: tests and recordings.</summary>
    Free,
}
