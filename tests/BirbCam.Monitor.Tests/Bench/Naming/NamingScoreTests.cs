using BirbCam.Monitor.Bench.Clips;
using BirbCam.Monitor.Bench.Naming;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Simulation;
using BirbCam.Monitor.Tests.Sightings;

namespace BirbCam.Monitor.Tests.Bench.Naming;

public sealed class NamingScoreTests
{
    private static readonly string[] Labels = ["chickadee", "sparrow"];

    [Theory]
    [InlineData("chickadee", nameof(Fate.Right), "chickadee", "chickadee")]
    [InlineData("chickadee", nameof(Fate.Right), "chickadee", "sparrow", "chickadee", "chickadee")]
    [InlineData("chickadee", nameof(Fate.Wrong), "sparrow", "sparrow")]
    [InlineData("chickadee", nameof(Fate.Unknown), "chickadee", "sparrow")]
    [InlineData("chickadee", nameof(Fate.Unknown), "?")]
    [InlineData("chickadee", nameof(Fate.Missed))]
    [InlineData("bird", nameof(Fate.Unknown), "?")]
    [InlineData("bird", nameof(Fate.Wrong), "sparrow")]
    public void A_visit_is_what_the_looks_at_it_come_to(string came, string expected, params string[] looks)
    {
        NamingTally tally = Score([Visit(came, 20, 30)], looks.Select((label, i) => Look(label, 21 + i)));

        Assert.Equal(1, tally.Of(came, Enum.Parse<Fate>(expected)));
        Assert.Equal(came == "bird", tally.IsStranger(came));
    }

    [Fact]
    public void The_name_of_another_who_is_there_is_not_wrong()
    {
        NamingTally tally = Score([Visit("chickadee", 20, 30), Visit("sparrow", 22, 28)], [Look("chickadee", 21), Look("sparrow", 40), .. Enumerable.Range(23, 3).Select(second => Look("sparrow", second))]);

        Assert.Equal((1, 0), (tally.Of("sparrow", Fate.Right), tally.Of("chickadee", Fate.Wrong)));
    }

    [Fact]
    public void Looks_at_nobody_are_counted_by_what_was_said()
    {
        NamingTally tally = Score([Visit("chickadee", 20, 30), Visit("none", 40, 50)], [Look("sparrow", 11), Look("chickadee", 25), Look("chickadee", 33), Look("sparrow", 45), Look("?", 46)]);

        Assert.Equal((4, 3, 2), (tally.Looks, tally.LooksAtNobody, tally.NamedNobody));
        Assert.DoesNotContain("none", tally.Kinds);
    }

    private static NamingTally Score(SimulatedVisit[] visits, IEnumerable<Detection> looks)
    {
        var given = new NamingBench.NamesGiven();
        foreach (Detection look in looks.OrderBy(look => look.CapturedAt))
            given.Add(look);
        return NamingScore.Of(new NamedClip(new RecordedClip("clip", "nowhere", 5, ClipExpectation.Unknown), visits), given, Labels).Tally;
    }

    private static SimulatedVisit Visit(string label, double from, double to) => new(label, TimeSpan.FromSeconds(from), TimeSpan.FromSeconds(to));

    private static Detection Look(string label, double second)
    {
        DateTimeOffset at = DateTimeOffset.UnixEpoch.AddSeconds(second);
        return label == "?" ? Detections.Of(Decision.Unknown, at, 0.9) : Detections.Accepted(label, at);
    }
}
