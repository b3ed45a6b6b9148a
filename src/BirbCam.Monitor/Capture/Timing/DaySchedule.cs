using System.ComponentModel.DataAnnotations;

namespace BirbCam.Monitor.Capture.Timing;

/// <summary>Open from civil dawn to civil dusk at a place, lengthened at both ends by <paramref name="offset"/>.</summary>
/// <param name="latitude">Degrees, north positive.</param>
/// <param name="longitude">Degrees, east positive.</param>
internal sealed class DaySchedule(double latitude, double longitude, TimeSpan offset)
{
    private Window _known;

    /// <summary>Null where the camera is always open.</summary>
    /// <exception cref="ValidationException">The place is missing; one line that says what to change.</exception>
    public static DaySchedule? Of(ScheduleOptions schedule, LocationOptions location)
    {
        if (schedule.Mode == ScheduleMode.Always)
            return null;
        return location is { Latitude: double latitude, Longitude: double longitude }
            ? new DaySchedule(latitude, longitude, schedule.Offset)
            : throw new ValidationException("Schedule.Mode is dawn_to_dusk: set Location.Latitude and Location.Longitude, or Schedule.Mode to always.");
    }

    /// <summary>When the camera opens next, or null where it is open now. In a polar night that is weeks away.</summary>
    public DateTimeOffset? ClosedUntil(DateTimeOffset now)
    {
        if (now < _known.From || now >= _known.Until)
            _known = Find(now);
        return _known.IsOpen ? null : _known.Until;
    }

    private Window Find(DateTimeOffset now)
    {
        // The day around the solar noon of a date may begin before and end after the date's own UTC day.
        DateOnly today = DateOnly.FromDateTime(now.UtcDateTime);
        for (int day = -2; day <= DaysOfLongestNight; day++)
        {
            if (Daylight.On(today.AddDays(day), latitude, longitude) is not Daylight light)
                continue;

            (DateTimeOffset opens, DateTimeOffset closes) = (light.Dawn - offset, light.Dusk + offset);
            if (closes <= opens || now >= closes)
                continue;
            return now < opens ? new Window(now, opens, IsOpen: false) : new Window(now, closes, IsOpen: true);
        }

        return new Window(now, now.AddDays(1), IsOpen: false);
    }

    /// <summary>Half a year at the pole, and some.</summary>
    private const int DaysOfLongestNight = 190;

    private readonly record struct Window(DateTimeOffset From, DateTimeOffset Until, bool IsOpen);
}
