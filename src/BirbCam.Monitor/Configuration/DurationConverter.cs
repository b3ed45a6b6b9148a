using System.ComponentModel;
using System.Globalization;

namespace BirbCam.Monitor.Configuration;

/// <summary>
/// Durations as people write them: <c>300ms</c>, <c>10s</c>, <c>5min</c>, <c>2h</c>, <c>90d</c>, or <c>hh:mm:ss</c>.
/// The configuration binder asks the type for its converter, so this one is registered for <see cref="TimeSpan"/> itself.
/// </summary>
internal sealed class DurationConverter : TypeConverter
{
    // Longest first: "300ms" ends with an s too.
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("min", TimeSpan.FromMinutes(1)),
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
    ];

    public static void Register() => TypeDescriptor.AddAttributes(typeof(TimeSpan), new TypeConverterAttribute(typeof(DurationConverter)));

    /// <exception cref="FormatException">Not a duration.</exception>
    public static TimeSpan Parse(string text)
    {
        string word = text.Trim();
        foreach ((string unit, TimeSpan length) in Units)
        {
            if (!word.EndsWith(unit, StringComparison.Ordinal))
                continue;

            bool isNumber = double.TryParse(word[..^unit.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out double count);
            if (isNumber && Math.Abs(count * length.TotalDays) < 1_000_000)
                return length * count;
            break;
        }

        // A bare "10" would be read as ten days.
        if (word.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(word, CultureInfo.InvariantCulture, out TimeSpan duration))
            return duration;

        throw new FormatException($"'{text}' is not a duration: write 300ms, 10s, 5min, 2h, 90d or hh:mm:ss");
    }

    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) => Parse((string)value);
}
