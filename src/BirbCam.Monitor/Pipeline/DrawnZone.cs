using System.Text.Json.Serialization;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Pipeline;

/// <summary>A zone as the page sends it and as it is remembered: any of it may be missing or wrong until <see cref="GateZones.Draw"/> has looked at it.</summary>
/// <param name="Kind"><c>ignore</c>, <c>preclusive</c> or <c>sensitivity</c>.</param>
/// <param name="Polygon">Corners x, y as shares of the picture, 0–1.</param>
internal sealed record DrawnZone(string? Name, string? Kind, double? Factor, IReadOnlyList<double[]?>? Polygon)
{
    public static DrawnZone Of(MotionZone zone) => new(zone.Name, zone.Kind.ToString().ToLowerInvariant(), zone.Factor, zone.Polygon);

    /// <summary>The zone, or in one line why it is none.</summary>
    public (MotionZone? Zone, string? Fault) Read()
    {
        string called = Name is { Length: > 0 } ? $"the zone '{(Name.Length > 64 ? Name[..64] : Name)}'" : "a zone";
        if (!Enum.GetNames<MotionZoneKind>().Contains(Kind, StringComparer.OrdinalIgnoreCase))
            return (null, $"{called}: kind is ignore, preclusive or sensitivity");
        if (Polygon is null || Polygon.Any(corner => corner is null))
            return (null, $"{called}: polygon is missing: [[x, y], …], shares of the picture from 0 to 1");

        var zone = new MotionZone { Name = Name ?? "", Kind = Enum.Parse<MotionZoneKind>(Kind!, ignoreCase: true), Factor = Factor ?? 1, Polygon = [.. Polygon.Select(corner => corner!)] };
        return zone.Fault() is string fault ? (null, $"{called}: {fault}") : (zone, null);
    }
}

[JsonSerializable(typeof(IReadOnlyList<DrawnZone>))]
internal sealed partial class ZoneJson : JsonSerializerContext;
