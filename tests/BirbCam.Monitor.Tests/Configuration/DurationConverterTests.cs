using BirbCam.Monitor.Configuration;

namespace BirbCam.Monitor.Tests.Configuration;

public sealed class DurationConverterTests
{
    [Theory]
    [InlineData("300ms", 0.3)]
    [InlineData("10s", 10)]
    [InlineData(" 1.5s ", 1.5)]
    [InlineData("5min", 300)]
    [InlineData("2h", 7200)]
    [InlineData("90d", 7_776_000)]
    [InlineData("00:01:30", 90)]
    public void Durations_are_read_as_people_write_them(string text, double seconds)
        => Assert.Equal(TimeSpan.FromSeconds(seconds), DurationConverter.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("ten s")]
    [InlineData("1e300d")]
    [InlineData("NaNs")]
    [InlineData("10 fortnights")]
    public void What_is_no_duration_is_answered_with_examples(string text)
        => Assert.Contains("300ms", Assert.Throws<FormatException>(() => DurationConverter.Parse(text)).Message, StringComparison.Ordinal);
}
