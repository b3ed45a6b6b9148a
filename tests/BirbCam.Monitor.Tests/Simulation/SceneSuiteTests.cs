using BirbCam.Monitor.Simulation;

namespace BirbCam.Monitor.Tests.Simulation;

public sealed class SceneSuiteTests
{
    private static readonly IReadOnlyList<SuiteScene> Suite = SceneSuite.Of(1);

    [Fact]
    public void Three_seeds_are_an_hour_and_more()
        => Assert.True(3 * Suite.Sum(scene => scene.Length.TotalMinutes) > 60);

    [Fact]
    public void Its_names_are_told_apart()
        => Assert.Equal(Suite.Count, Suite.Select(scene => scene.Name).Distinct().Count());

    [Fact]
    public void Scenes_of_three_seeds_are_all_different_balconies()
        => Assert.Equal(3 * Suite.Count, Enumerable.Range(0, 3).SelectMany(SceneSuite.Of).Select(scene => scene.Options.Seed).Distinct().Count());

    [Theory]
    [InlineData("plume")]
    [InlineData("light")]
    [InlineData("balance")]
    [InlineData("shadows")]
    [InlineData("snow")]
    [InlineData("rain")]
    [InlineData("ribbon")]
    [InlineData("twigs")]
    [InlineData("dusk")]
    [InlineData("knock")]
    [InlineData("noise")]
    [InlineData("sitters")]
    [InlineData("jpeg")]
    public void Every_nuisance_is_in_it_and_missing_somewhere(string key)
    {
        SimulationOptions on = SimulationOptions.Parse($"sim:balcony?{key}={(key == "jpeg" ? "70" : "on")}");
        SimulationOptions off = SimulationOptions.Parse($"sim:balcony?{key}=off");
        var option = typeof(SimulationOptions).GetProperties().Single(property => !Equals(property.GetValue(on), property.GetValue(off)));

        Assert.Contains(Suite, scene => !Equals(option.GetValue(scene.Options), option.GetValue(off)));
        Assert.True(key == "noise" || Suite.Any(scene => Equals(option.GetValue(scene.Options), option.GetValue(off))));
    }

    [Fact]
    public void Some_scenes_are_upright_and_most_are_not()
        => Assert.InRange(Suite.Count(scene => scene.Options.Height > scene.Options.Width), 1, Suite.Count / 2);

    [Fact]
    public void In_a_scene_without_visitors_nobody_ever_comes()
    {
        SuiteScene[] alone = [.. Suite.Where(scene => scene.Name.EndsWith("-alone", StringComparison.Ordinal))];

        Assert.True(alone.Length >= 3);
        foreach (SuiteScene scene in alone)
        {
            using var balcony = new BalconyScene(scene.Options);
            Assert.Empty(balcony.VisitsBetween(TimeSpan.Zero, scene.Length));
        }
    }

    [Fact]
    public void In_the_others_somebody_comes_for_longer_than_a_second()
    {
        foreach (SuiteScene scene in Suite.Where(scene => !scene.Name.EndsWith("-alone", StringComparison.Ordinal)))
        {
            using var balcony = new BalconyScene(scene.Options);
            SimulatedVisit[] visits = [.. balcony.VisitsBetween(TimeSpan.Zero, scene.Length)];

            Assert.True(visits.Length >= 5, $"{scene.Name}: {visits.Length} visits");
            Assert.Contains(Enumerable.Range(0, (int)scene.Length.TotalSeconds), second => !visits.Any(visit => visit.From.TotalSeconds < second && second < visit.To.TotalSeconds + 5));
            Assert.All(visits, visit => Assert.True(visit.To - visit.From >= TimeSpan.FromSeconds(1)));
        }
    }
}
