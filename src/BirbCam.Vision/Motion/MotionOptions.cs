using System.ComponentModel.DataAnnotations;

namespace BirbCam.Vision.Motion;

/// <summary>What a person may turn on the gate; section <c>Gate</c> of the configuration.</summary>
public sealed class MotionOptions
{
    /// <summary>Shorter side of the smallest thing that matters, in frame pixels: a chickadee is some 40 pixels long on a 640-pixel frame.</summary>
    [Range(4, 2000)]
    public int MinSize { get; init; } = 24;

    /// <summary>Share of the frame above which nothing is a visitor.</summary>
    [Range(0.01, 1.0)]
    public double MaxArea { get; init; } = 0.5;

    /// <summary>1 is the default; 2 triggers on half the evidence, 0.5 asks for twice as much.</summary>
    [Range(0.2, 5.0)]
    public double Sensitivity { get; init; } = 1.0;

    /// <summary>For how long a thing must be seen before it triggers, or two frames where frames are rarer.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan MinPersistence { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Polygons with a meaning; none by default.</summary>
    public IReadOnlyList<MotionZone> Zones { get; init; } = [];

    /// <summary>The same with other zones.</summary>
    internal MotionOptions With(IReadOnlyList<MotionZone> zones)
        => new() { MinSize = MinSize, MaxArea = MaxArea, Sensitivity = Sensitivity, MinPersistence = MinPersistence, Zones = zones };
}

public enum MotionZoneKind
{
    /// <summary>What moves here is not looked at.</summary>
    Ignore,

    /// <summary>When anything moves here, the whole frame is held back (somebody at the balcony's door).</summary>
    Preclusive,

    /// <summary>Evidence here counts <see cref="MotionZone.Factor"/> times.</summary>
    Sensitivity,
}

/// <summary>A polygon on the picture with a meaning.</summary>
public sealed class MotionZone
{
    /// <summary>How the zone is called in sentences.</summary>
    [Required(ErrorMessage = "Name is missing: 1 to 64 characters"), MaxLength(64, ErrorMessage = "Name has at most 64 characters")]
    public string Name { get; init; } = "";

    public MotionZoneKind Kind { get; init; }

    /// <summary>Only for <see cref="MotionZoneKind.Sensitivity"/>.</summary>
    [Range(0.1, 10.0, ErrorMessage = "Factor is a number from 0.1 to 10")]
    public double Factor { get; init; } = 1.0;

    /// <summary>Corners x, y as shares of the picture's width and height, 0–1; three at least.</summary>
    [MinLength(3, ErrorMessage = "Polygon has at least 3 corners"), MaxLength(64, ErrorMessage = "Polygon has at most 64 corners")]
    public IReadOnlyList<double[]> Polygon { get; init; } = [];

    /// <summary>What is wrong with it, in a sentence without its name; null where all is well.</summary>
    public string? Fault()
    {
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(this, new ValidationContext(this), faults, validateAllProperties: true))
            return faults[0].ErrorMessage;
        if (!Enum.IsDefined(Kind))
            return $"Kind is one of {string.Join(", ", Enum.GetNames<MotionZoneKind>())}";

        return Polygon.All(corner => corner is { Length: 2 } && corner.All(share => share is >= 0 and <= 1))
            ? null
            : "every corner of Polygon is [x, y], shares of the picture from 0 to 1";
    }
}
