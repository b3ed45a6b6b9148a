using BirbCam.Monitor.Pipeline;
using BirbCam.Monitor.Sightings;
using BirbCam.Vision.Motion;
using Microsoft.Extensions.Logging.Abstractions;

namespace BirbCam.Monitor.Tests.Pipeline;

public sealed class GateZonesTests : IDisposable
{
    private static readonly double[][] Corner = [[0, 0], [0.5, 0], [0, 0.5]];
    private static readonly MotionZone[] Configured = [new MotionZone { Name = "door", Kind = MotionZoneKind.Preclusive, Polygon = Corner }];
    private static readonly DrawnZone[] Drawn = [new DrawnZone("street", "sensitivity", 0.5, Corner)];

    private readonly TestFolder _folder = new();
    private readonly SightingStore _store;
    private IReadOnlyList<MotionZone> _heeded = [];

    public GateZonesTests()
        => _store = SightingStore.Open(new StoreSetup(_folder.Path, TimeSpan.FromSeconds(60), TimeZoneInfo.Utc, "test", TimeProvider.System, NullLogger.Instance));

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Those_of_the_configuration_are_heeded_until_others_are_drawn()
    {
        GateZones zones = Started(Configured);
        Assert.Equal("door", Assert.Single(_heeded).Name);

        Assert.Null(zones.Draw(Drawn));

        MotionZone street = Assert.Single(_heeded);
        Assert.Equal(("street", MotionZoneKind.Sensitivity, 0.5), (street.Name, street.Kind, street.Factor));
    }

    [Fact]
    public void What_was_drawn_outlives_the_program()
    {
        Assert.Null(Started(Configured).Draw(Drawn));

        GateZones again = Started(Configured);

        Assert.True(again.AreDrawn);
        Assert.Equal("street", Assert.Single(_heeded).Name);
        Assert.Equal(Corner, Assert.Single(_heeded).Polygon);
    }

    [Fact]
    public void Whoever_changes_the_configuration_afterwards_has_the_last_word()
    {
        Assert.Null(Started(Configured).Draw(Drawn));

        GateZones again = Started([]);

        Assert.False(again.AreDrawn);
        Assert.Empty(_heeded);
    }

    [Fact]
    public void Forgetting_goes_back_to_the_configuration_for_good()
    {
        GateZones zones = Started(Configured);
        Assert.Null(zones.Draw(Drawn));

        zones.Forget();

        Assert.Equal("door", Assert.Single(_heeded).Name);
        Assert.False(Started(Configured).AreDrawn);
    }

    [Theory]
    [InlineData(null, 1, 3, "a zone: Name is missing: 1 to 64 characters")]
    [InlineData("street", 11, 3, "the zone 'street': Factor is a number from 0.1 to 10")]
    [InlineData("street", 1, 2, "the zone 'street': Polygon has at least 3 corners")]
    [InlineData("STREET", 1, 3, "two zones are called 'street': give each a name of its own")]
    public void What_is_wrong_is_said_in_our_words_and_the_zones_stay_as_they_are(string? name, double factor, int corners, string fault)
    {
        GateZones zones = Started(Configured);

        Assert.Equal(fault, zones.Draw([.. Drawn, new DrawnZone(name, "sensitivity", factor, Corner[..corners])]));
        Assert.Same(Configured, zones.Current);
    }

    private GateZones Started(IReadOnlyList<MotionZone> configured)
    {
        var zones = new GateZones(configured, _store, heeded => _heeded = heeded, NullLogger.Instance);
        zones.Restore();
        return zones;
    }
}
