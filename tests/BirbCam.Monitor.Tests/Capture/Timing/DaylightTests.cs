using System.Globalization;
using BirbCam.Monitor.Capture.Timing;

namespace BirbCam.Monitor.Tests.Capture.Timing;

public sealed class DaylightTests
{
    private const double SunriseAltitude = -0.8333;

    [Fact]
    public void The_sun_stands_where_meeus_says()
    {
        // Meeus, "Astronomical Algorithms", example 25.a: 1992 October 13, 0h TD; apparent declination −7.78507°.
        Sun sun = Sun.At(new DateTimeOffset(1992, 10, 13, 0, 0, 0, TimeSpan.Zero));

        Assert.Equal(-7.785, sun.Declination, tolerance: 0.01);

        // Example 28.b, the same instant: equation of time 13 min 42.7 s.
        Assert.Equal(13 + (42.7 / 60), sun.EquationOfTime.TotalMinutes, tolerance: 0.1);
    }

    [Theory]
    [InlineData("1994-01-02", 35, "07:08:12", "16:59:55")]
    [InlineData("1996-07-05", -35, "07:08:15", "17:01:04")]
    [InlineData("2004-12-04", -35, "04:38:57", "19:02:02")]
    public void Sunrise_and_sunset_are_those_of_the_solar_position_algorithm(string date, double latitude, string sunrise, string sunset)
    {
        // Reda and Andreas, "Solar Position Algorithm for Solar Radiation Applications", NREL/TP-560-34302; longitude 0, UTC.
        DateOnly day = DateOnly.Parse(date, CultureInfo.InvariantCulture);
        Daylight light = Daylight.Above(SunriseAltitude, day, latitude, longitude: 0)!.Value;

        AssertNear(day, sunrise, light.Dawn);
        AssertNear(day, sunset, light.Dusk);
    }

    [Theory]
    [InlineData(51.05, -114.07)]
    [InlineData(-33.87, 151.21)]
    [InlineData(0, 179.9)]
    [InlineData(64.15, -21.94)]
    public void At_dawn_and_dusk_the_sun_is_six_degrees_under_the_horizon(double latitude, double longitude)
    {
        for (var date = new DateOnly(2026, 1, 1); date.Year == 2026; date = date.AddDays(7))
        {
            if (Daylight.On(date, latitude, longitude) is not Daylight day || day.Dusk - day.Dawn > TimeSpan.FromHours(23))
                continue;

            Assert.Equal(-6, Altitude(day.Dawn, latitude, longitude), tolerance: 0.05);
            Assert.Equal(-6, Altitude(day.Dusk, latitude, longitude), tolerance: 0.05);
        }
    }

    [Fact]
    public void At_the_pole_it_is_day_in_june_and_night_in_december()
    {
        Daylight june = Daylight.On(new DateOnly(2026, 6, 21), 78.2, 15.6)!.Value;
        Assert.InRange(june.Dusk - june.Dawn, TimeSpan.FromHours(24), TimeSpan.FromHours(24.1));
        Assert.Null(Daylight.On(new DateOnly(2026, 12, 21), 78.2, 15.6));
        foreach (double pole in new[] { -90.0, 90.0 })
            Assert.NotEqual(Daylight.On(new DateOnly(2026, 6, 21), pole, 0) is null, Daylight.On(new DateOnly(2026, 12, 21), pole, 0) is null);
    }

    /// <summary>The other way round: from a time to the sun's altitude, in degrees.</summary>
    private static double Altitude(DateTimeOffset at, double latitude, double longitude)
    {
        Sun sun = Sun.At(at);
        double trueSolarHours = at.UtcDateTime.TimeOfDay.TotalHours + (longitude / 15) + sun.EquationOfTime.TotalHours;
        double hourAngle = double.DegreesToRadians(15 * (trueSolarHours - 12));
        double declination = double.DegreesToRadians(sun.Declination);
        double phi = double.DegreesToRadians(latitude);
        return double.RadiansToDegrees(Math.Asin((Math.Sin(phi) * Math.Sin(declination)) + (Math.Cos(phi) * Math.Cos(declination) * Math.Cos(hourAngle))));
    }

    private static void AssertNear(DateOnly date, string expected, DateTimeOffset actual)
        => Assert.Equal(new DateTimeOffset(date, TimeOnly.Parse(expected, CultureInfo.InvariantCulture), TimeSpan.Zero), actual, TimeSpan.FromMinutes(1));
}
