namespace BirbCam.Monitor.Capture.Timing;

/// <summary>Where the sun is.</summary>
/// <param name="Declination">Apparent, degrees.</param>
/// <param name="EquationOfTime">Apparent minus mean solar time.</param>
/// <remarks>Meeus, "Astronomical Algorithms", 2nd edition, chapter 25 (low accuracy, 0.01°) and equation 28.3; as in NOAA's solar calculator.</remarks>
internal readonly record struct Sun(double Declination, TimeSpan EquationOfTime)
{
    private static readonly DateTimeOffset J2000 = new(2000, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static Sun At(DateTimeOffset time)
    {
        double t = (time - J2000).TotalDays / 36525;

        double meanLongitude = 280.46646 + (t * (36000.76983 + (t * 0.0003032)));
        double meanAnomaly = 357.52911 + (t * (35999.05029 - (t * 0.0001537)));
        double eccentricity = 0.016708634 - (t * (0.000042037 + (t * 0.0000001267)));
        double equationOfCenter = (Sin(meanAnomaly) * (1.914602 - (t * (0.004817 + (t * 0.000014)))))
            + (Sin(2 * meanAnomaly) * (0.019993 - (t * 0.000101)))
            + (Sin(3 * meanAnomaly) * 0.000289);

        double ascendingNode = 125.04 - (t * 1934.136);
        double apparentLongitude = meanLongitude + equationOfCenter - 0.00569 - (0.00478 * Sin(ascendingNode));
        double obliquity = 23.4392911 - (t * (0.0130042 + (t * (0.00000016 - (t * 0.000000504))))) + (0.00256 * Cos(ascendingNode));
        double declination = double.RadiansToDegrees(Math.Asin(Sin(obliquity) * Sin(apparentLongitude)));

        double y = Math.Pow(Math.Tan(double.DegreesToRadians(obliquity / 2)), 2);
        double equationOfTime = (y * Sin(2 * meanLongitude))
            - (2 * eccentricity * Sin(meanAnomaly))
            + (4 * eccentricity * y * Sin(meanAnomaly) * Cos(2 * meanLongitude))
            - (0.5 * y * y * Sin(4 * meanLongitude))
            - (1.25 * eccentricity * eccentricity * Sin(2 * meanAnomaly));

        // Radians of the earth's turn: 4 minutes a degree.
        return new Sun(declination, TimeSpan.FromMinutes(4 * double.RadiansToDegrees(equationOfTime)));
    }

    private static double Sin(double degrees) => Math.Sin(double.DegreesToRadians(degrees));

    private static double Cos(double degrees) => Math.Cos(double.DegreesToRadians(degrees));
}
