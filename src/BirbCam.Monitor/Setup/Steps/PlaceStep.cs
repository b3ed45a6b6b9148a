using System.Globalization;
using BirbCam.Monitor.Capture.Timing;

namespace BirbCam.Monitor.Setup.Steps;

/// <summary>Where the camera is, and whether it sleeps at night.</summary>
internal sealed class PlaceStep(Questions questions) : ISetupStep
{
    private const string Nothing = "-";

    public string Title => "The place";

    public async Task<Draft> RunAsync(Draft draft, CancellationToken stop)
    {
        (LocationOptions now, ScheduleMode mode) = (draft.Options.Location, draft.Options.Schedule.Mode);
        await questions.SayAsync("With it BirbCam knows dawn and dusk. Two decimals are enough; a map shows them. '-' for none.");
        Position? usual = now is { Latitude: double latitude, Longitude: double longitude } ? new Position(latitude, longitude) : null;
        Position? place = await questions.AskAsync("Latitude, longitude in degrees north and east, as 51.05, -114.07", usual, usual?.ToString() ?? "none", Read, stop);
        string? zone = await questions.AskAsync("Time zone, as Europe/Berlin; '-' for the system's", now.TimeZone, now.TimeZone ?? $"the system's, {TimeZoneInfo.Local.Id}", ReadZone, stop);

        ScheduleMode wanted = ScheduleMode.Always;
        if (place is not null)
        {
            string sleeps = mode == ScheduleMode.DawnToDusk ? Questions.Yes : Questions.No;
            string answer = await questions.ChooseAsync("Close the camera from dusk to dawn?", [Questions.Yes, Questions.No], sleeps, stop);
            wanted = answer == Questions.Yes ? ScheduleMode.DawnToDusk : ScheduleMode.Always;
        }

        return draft.With(
            new Edit("Location.Latitude", now.Latitude, place?.Latitude),
            new Edit("Location.Longitude", now.Longitude, place?.Longitude),
            new Edit("Location.TimeZone", now.TimeZone, zone),
            new Edit("Schedule.Mode", mode, wanted));
    }

    /// <exception cref="FormatException">No place on earth.</exception>
    private static Position? Read(string answer)
    {
        if (answer == Nothing)
            return null;

        string[] parts = answer.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        const NumberStyles degrees = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        return parts.Length == 2
            && double.TryParse(parts[0], degrees, CultureInfo.InvariantCulture, out double latitude) && latitude is >= -90 and <= 90
            && double.TryParse(parts[1], degrees, CultureInfo.InvariantCulture, out double longitude) && longitude is >= -180 and <= 180
            ? new Position(latitude, longitude)
            : throw new FormatException("Write two numbers with points, from -90 to 90 and from -180 to 180, as 51.05, -114.07 (south and west are negative).");
    }

    /// <exception cref="FormatException">Unknown here.</exception>
    private static string? ReadZone(string answer)
        => answer == Nothing ? null
            : TimeZoneInfo.TryFindSystemTimeZoneById(answer, out _) ? answer
            : throw new FormatException("No time zone of this name is known here. Write one as Europe/Berlin; 'timedatectl list-timezones' shows all.");

    private sealed record Position(double Latitude, double Longitude)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Latitude}, {Longitude}");
    }
}
