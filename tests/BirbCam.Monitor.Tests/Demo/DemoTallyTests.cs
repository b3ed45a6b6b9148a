using BirbCam.Monitor.Demo;
using BirbCam.Monitor.Simulation;

namespace BirbCam.Monitor.Tests.Demo;

public sealed class DemoTallyTests
{
    private static readonly SimulatedVisit[] Visits =
    [
        new("chickadee", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(18)),
        new("magpie", TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(40)),
    ];

    private readonly DemoTally _tally = new((from, to) => Visits.Where(visit => visit.To >= from && visit.From <= to));

    [Fact]
    public void A_visitor_who_was_named_was_seen()
    {
        _tally.Arrived(["chickadee"], TimeSpan.FromSeconds(12));

        Assert.Equal(new DemoResult(Came: 1, Seen: 1, Named: 1, NamedWrong: 0, Detections: 1), _tally.Until(TimeSpan.FromSeconds(25)));
        Assert.True(_tally.Until(TimeSpan.FromSeconds(25)).IsGood);
    }

    [Fact]
    public void A_visitor_who_was_only_doubted_was_seen_and_not_named()
    {
        _tally.Arrived([], TimeSpan.FromSeconds(12));

        Assert.Equal(new DemoResult(1, 1, 0, 0, 1), _tally.Until(TimeSpan.FromSeconds(25)));
        Assert.False(_tally.Until(TimeSpan.FromSeconds(25)).IsGood);
    }

    [Fact]
    public void A_name_for_somebody_who_is_not_there_is_wrong()
    {
        _tally.Arrived(["squirrel"], TimeSpan.FromSeconds(12));
        _tally.Arrived(["magpie"], TimeSpan.FromSeconds(25));

        Assert.Equal(2, _tally.Until(TimeSpan.FromSeconds(26)).NamedWrong);
    }

    [Fact]
    public void Who_has_only_just_come_does_not_count_yet()
        => Assert.Equal(1, _tally.Until(TimeSpan.FromSeconds(31)).Came);

    [Fact]
    public void Nobody_came_and_nothing_was_seen()
        => Assert.False(_tally.Until(TimeSpan.FromSeconds(5)).IsGood);
}
