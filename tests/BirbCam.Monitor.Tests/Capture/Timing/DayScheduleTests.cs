using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using BirbCam.Monitor.Capture.Timing;

namespace BirbCam.Monitor.Tests.Capture.Timing;

public sealed class DayScheduleTests
{
    private const double Latitude = 51.05;
    private const double Longitude = -114.07;

    [Fact]
    public void It_is_open_exactly_from_dawn_to_dusk_on_every_day_of_the_year()
    {
        var schedule = new DaySchedule(Latitude, Longitude, TimeSpan.Zero);
        for (var date = new DateOnly(2026, 1, 1); date.Year == 2026; date = date.AddDays(1))
        {
            Daylight day = Daylight.On(date, Latitude, Longitude)!.Value;
            Assert.Equal(day.Dawn, schedule.ClosedUntil(day.Dawn.AddSeconds(-1)));
            Assert.Null(schedule.ClosedUntil(day.Dawn));
            Assert.Null(schedule.ClosedUntil(day.Dusk.AddSeconds(-1)));
            Assert.Equal(Daylight.On(date.AddDays(1), Latitude, Longitude)!.Value.Dawn, schedule.ClosedUntil(day.Dusk));
        }
    }

    [Fact]
    public void An_offset_lengthens_or_shortens_the_day_at_both_ends()
    {
        Daylight day = Daylight.On(new DateOnly(2026, 3, 1), Latitude, Longitude)!.Value;
        var hour = TimeSpan.FromHours(1);

        Assert.Null(new DaySchedule(Latitude, Longitude, hour).ClosedUntil(day.Dawn - hour));
        Assert.Null(new DaySchedule(Latitude, Longitude, hour).ClosedUntil(day.Dusk));
        Assert.Equal(day.Dawn + hour, new DaySchedule(Latitude, Longitude, -hour).ClosedUntil(day.Dawn));
        Assert.NotNull(new DaySchedule(Latitude, Longitude, -hour).ClosedUntil(day.Dusk - hour));
    }

    [Fact]
    public void A_clock_that_is_set_back_is_believed()
    {
        var schedule = new DaySchedule(Latitude, Longitude, TimeSpan.Zero);
        Daylight day = Daylight.On(new DateOnly(2026, 3, 1), Latitude, Longitude)!.Value;

        Assert.Null(schedule.ClosedUntil(day.Dawn.AddHours(1)));
        Assert.NotNull(schedule.ClosedUntil(day.Dawn.AddHours(-1)));
        Assert.NotNull(schedule.ClosedUntil(new DateTimeOffset(1970, 1, 1, 7, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public void A_polar_night_ends_after_weeks_and_a_polar_day_has_no_gap()
    {
        var schedule = new DaySchedule(78.2, 15.6, TimeSpan.Zero);

        DateTimeOffset? light = schedule.ClosedUntil(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.InRange(light!.Value, new DateTimeOffset(2027, 1, 15, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2027, 2, 15, 0, 0, 0, TimeSpan.Zero));
        for (int minute = 0; minute < 3 * 24 * 60; minute++)
            Assert.Null(schedule.ClosedUntil(new DateTimeOffset(2026, 6, 20, 0, 0, 0, TimeSpan.Zero).AddMinutes(minute)));
    }

    [Fact]
    public void Dawn_to_dusk_needs_a_place()
    {
        var dawnToDusk = new ScheduleOptions { Mode = ScheduleMode.DawnToDusk };

        ValidationException mistake = Assert.Throws<ValidationException>(() => DaySchedule.Of(dawnToDusk, new LocationOptions { Latitude = 51 }));
        Assert.Equal("Schedule.Mode is dawn_to_dusk: set Location.Latitude and Location.Longitude, or Schedule.Mode to always.", mistake.Message);
        Assert.NotNull(DaySchedule.Of(dawnToDusk, new LocationOptions { Latitude = 51, Longitude = 0 }));
        Assert.Null(DaySchedule.Of(new ScheduleOptions(), new LocationOptions()));
    }

    [Theory]
    [InlineData("always", ScheduleMode.Always)]
    [InlineData("dawn_to_dusk", ScheduleMode.DawnToDusk)]
    internal void The_mode_is_read_as_the_configuration_writes_it(string text, ScheduleMode mode)
        => Assert.Equal(mode, TypeDescriptor.GetConverter(typeof(ScheduleMode)).ConvertFromInvariantString(text));
}
