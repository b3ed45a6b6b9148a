using System.Text.Json;
using BirbCam.Monitor.Sightings;
using BirbCam.Vision.Motion;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor.Pipeline;

/// <summary>
/// The zones that the gate heeds: those of the configuration or those that a person has drawn on the page, whichever was said last. Any thread may call; calls wait
/// for each other.
/// </summary>
/// <param name="configured">Of the configuration.</param>
/// <param name="heed">Makes the gate heed them.</param>
internal sealed partial class GateZones(IReadOnlyList<MotionZone> configured, SightingStore store, Action<IReadOnlyList<MotionZone>> heed, ILogger logger)
{
    /// <summary>More than a person keeps apart on one picture.</summary>
    public const int Most = 16;

    /// <summary>Of the store's settings, and what is in it: the drawn zones, and those of the configuration that they were drawn instead of.</summary>
    private const string Area = "zones", Drawn = "drawn", Instead = "instead_of";

    private readonly Lock _gate = new();
    private readonly string _configured = Write(configured);
    private IReadOnlyList<MotionZone>? _drawn;

    public IReadOnlyList<MotionZone> Current => Volatile.Read(ref _drawn) ?? configured;

    /// <summary>Whether they were drawn on the page.</summary>
    public bool AreDrawn => Volatile.Read(ref _drawn) is not null;

    /// <summary>What was drawn before the last stop still holds, unless other zones were configured since.</summary>
    /// <exception cref="StoreException">The settings cannot be read.</exception>
    public void Restore()
    {
        lock (_gate)
        {
            IReadOnlyDictionary<string, string> remembered = store.Settings(Area);
            if (remembered.TryGetValue(Drawn, out string? drawn))
            {
                if (remembered.GetValueOrDefault(Instead) == _configured && Read(drawn).Zones is IReadOnlyList<MotionZone> zones)
                    Volatile.Write(ref _drawn, zones);
                else
                    LogSuperseded();
            }

            heed(Current);
        }
    }

    /// <summary>Heeds what a person has drawn instead, and remembers it.</summary>
    /// <returns>Null, or in one line why it was not taken.</returns>
    /// <exception cref="StoreException">It cannot be remembered, and is not heeded.</exception>
    public string? Draw(IReadOnlyList<DrawnZone?> drawn)
    {
        (IReadOnlyList<MotionZone>? zones, string? fault) = Read(drawn);
        if (zones is null)
            return fault;
        if (zones.GroupBy(zone => zone.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(called => called.Count() > 1) is { } called)
            return $"two zones are called '{called.Key}': give each a name of its own";

        lock (_gate)
        {
            store.RememberSettings(Area, new Dictionary<string, string> { [Drawn] = Write(zones), [Instead] = _configured });
            Volatile.Write(ref _drawn, zones);
            heed(zones);
        }

        LogDrawn(zones.Count);
        return null;
    }

    /// <summary>Heeds those of the configuration again.</summary>
    /// <exception cref="StoreException">Nothing changed.</exception>
    public void Forget()
    {
        lock (_gate)
        {
            store.RememberSettings(Area, new Dictionary<string, string>());
            Volatile.Write(ref _drawn, null);
            heed(configured);
        }
    }

    private static string Write(IReadOnlyList<MotionZone> zones)
        => JsonSerializer.Serialize([.. zones.Select(DrawnZone.Of)], ZoneJson.Default.IReadOnlyListDrawnZone);

    private static (IReadOnlyList<MotionZone>? Zones, string? Fault) Read(string written)
    {
        try
        {
            return Read(JsonSerializer.Deserialize(written, ZoneJson.Default.IReadOnlyListDrawnZone) ?? []);
        }
        catch (JsonException damaged)
        {
            return (null, damaged.Message);
        }
    }

    private static (IReadOnlyList<MotionZone>? Zones, string? Fault) Read(IReadOnlyList<DrawnZone?> drawn)
    {
        if (drawn.Count > Most)
            return (null, $"at most {Most} zones are taken");

        var zones = new List<MotionZone>();
        foreach (DrawnZone? one in drawn)
        {
            (MotionZone? zone, string? fault) = one?.Read() ?? (null, "a zone is missing its name, kind and polygon");
            if (zone is null)
                return (null, fault);
            zones.Add(zone);
        }

        return (zones, null);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} zones were drawn on the page")]
    private partial void LogDrawn(int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Gate.Zones was changed since zones were drawn on the page: the configuration's are heeded")]
    private partial void LogSuperseded();
}
