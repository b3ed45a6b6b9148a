namespace BirbCam.Monitor.Capture.Timing;

/// <summary>From civil dawn to civil dusk of one day, UTC.</summary>
/// <remarks>
/// NOAA Global Monitoring Laboratory, "Solar calculation details" (the equations of Meeus, "Astronomical Algorithms", chapter 25), good to a minute between
/// 1901 and 2099 outside the polar regions; https://gml.noaa.gov/grad/solcalc/calcdetails.html.
/// </remarks>
internal readonly record struct Daylight(DateTimeOffset Dawn, DateTimeOffset Dusk)
{
    /// <summary>The sun's centre 6° under the horizon: enough light for a camera.</summary>
    private const double CivilAltitude = -6;

    /// <summary>The daylight around the solar noon of a date at a place; null where it does not get light that day, 24 hours where it does not get dark.</summary>
    /// <param name="date">The date in mean solar time of the place.</param>
    /// <param name="latitude">Degrees, north positive.</param>
    /// <param name="longitude">Degrees, east positive.</param>
    public static Daylight? On(DateOnly date, double latitude, double longitude) => Above(CivilAltitude, date, latitude, longitude);

    /// <param name="altitude">Degrees over the horizon.</param>
    internal static Daylight? Above(double altitude, DateOnly date, double latitude, double longitude)
    {
        DateTimeOffset meanNoon = new DateTimeOffset(date, new TimeOnly(12, 0), TimeSpan.Zero) - Hours(longitude);
        DateTimeOffset noon = SolarNoon(meanNoon, meanNoon);
        if (HourAngle(altitude, noon, latitude) is not double halfDay)
            return null;

        return new Daylight(Refine(-halfDay), Refine(halfDay));

        // The sun moves along its path during the day: the angle is taken again at the time first found.
        DateTimeOffset Refine(double angle)
        {
            DateTimeOffset first = noon + Hours(angle);
            double again = HourAngle(altitude, first, latitude) ?? halfDay;
            return SolarNoon(meanNoon, first) + Hours(Math.CopySign(again, angle));
        }
    }

    /// <summary>Degrees between the sun's highest place and the altitude; 180 where it stays above, null where it stays below.</summary>
    private static double? HourAngle(double altitude, DateTimeOffset at, double latitude)
    {
        double declination = Sun.At(at).Declination;
        double cosine = (Sin(altitude) - (Sin(latitude) * Sin(declination))) / (Cos(latitude) * Cos(declination));
        return cosine > 1 ? null : cosine < -1 ? 180 : double.RadiansToDegrees(Math.Acos(cosine));
    }

    private static DateTimeOffset SolarNoon(DateTimeOffset meanNoon, DateTimeOffset at) => meanNoon - Sun.At(at).EquationOfTime;

    /// <summary>The earth turns 15° an hour.</summary>
    private static TimeSpan Hours(double degrees) => TimeSpan.FromHours(degrees / 15);

    private static double Sin(double degrees) => Math.Sin(double.DegreesToRadians(degrees));

    private static double Cos(double degrees) => Math.Cos(double.DegreesToRadians(degrees));
}
