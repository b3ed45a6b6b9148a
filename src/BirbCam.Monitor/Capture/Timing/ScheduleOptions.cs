using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace BirbCam.Monitor.Capture.Timing;

/// <summary>Section <c>Schedule</c> of the configuration: when the camera is open.</summary>
internal sealed class ScheduleOptions
{
    [EnumDataType(typeof(ScheduleMode))]
    public ScheduleMode Mode { get; set; } = ScheduleMode.Always;

    /// <summary>By how much the day is longer than from civil dawn to civil dusk, at either end; negative for shorter.</summary>
    [Range(typeof(TimeSpan), "-03:00:00", "03:00:00")]
    public TimeSpan Offset { get; set; } = TimeSpan.Zero;
}

/// <summary>Section <c>Location</c> of the configuration, for dawn and dusk and for local days.</summary>
internal sealed class LocationOptions
{
    /// <summary>Degrees, north positive.</summary>
    [Range(-90.0, 90.0)]
    public double? Latitude { get; set; }

    /// <summary>Degrees, east positive.</summary>
    [Range(-180.0, 180.0)]
    public double? Longitude { get; set; }

    /// <summary>As <c>Europe/Berlin</c>; null for the system's.</summary>
    public string? TimeZone { get; set; }

    /// <summary>Whose midnight begins a day.</summary>
    /// <exception cref="TimeZoneNotFoundException">Its name is not known here; the configuration's rules refuse it.</exception>
    public TimeZoneInfo Zone(TimeProvider time) => TimeZone is string name ? TimeZoneInfo.FindSystemTimeZoneById(name) : time.LocalTimeZone;
}

[TypeConverter(typeof(ScheduleModeConverter))]
internal enum ScheduleMode
{
    Always,
    DawnToDusk,
}

/// <summary>Reads <c>dawn_to_dusk</c>: the configuration's words have underscores.</summary>
internal sealed class ScheduleModeConverter() : EnumConverter(typeof(ScheduleMode))
{
    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value)
        => base.ConvertFrom(context, culture, value is string text ? text.Replace("_", "", StringComparison.Ordinal) : value);
}
