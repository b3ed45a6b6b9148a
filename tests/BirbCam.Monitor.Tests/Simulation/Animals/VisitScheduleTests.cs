using BirbCam.Monitor.Simulation;
using BirbCam.Monitor.Simulation.Animals;
using BirbCam.Monitor.Simulation.Scenery;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests.Simulation.Animals;

public sealed class VisitScheduleTests
{
    private static readonly PixelRect Whole = new(0, 0, 640, 480);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(77)]
    public void The_first_visitor_comes_after_six_seconds(int seed)
        => Assert.Equal(TimeSpan.FromSeconds(6), Schedule(new SimulationOptions { Seed = seed }).Between(TimeSpan.Zero, TimeSpan.FromHours(1)).First().From);

    [Fact]
    public void Within_the_first_round_every_animal_comes()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var labels = Schedule(new SimulationOptions { Seed = seed }).Between(TimeSpan.Zero, TimeSpan.FromSeconds(46)).Select(visit => visit.Label);
            Assert.Equal(Species.Labels, labels.Distinct().Order());
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(6)]
    [InlineData(15)]
    public void Visits_come_at_the_pace_asked_for_and_never_outstay_it(double pace)
    {
        Visit[] visits = [.. Schedule(new SimulationOptions { Pace = pace }).Between(TimeSpan.Zero, TimeSpan.FromMinutes(60))];

        Assert.InRange(visits.Length, 60 * pace * 0.95, 60 * pace * 1.5);
        Assert.All(visits, visit => Assert.InRange((visit.To - visit.From).TotalSeconds, 2, 12.01));
    }

    [Fact]
    public void Now_and_then_two_are_there_at_once()
    {
        Visit[] visits = [.. Schedule(new SimulationOptions()).Between(TimeSpan.Zero, TimeSpan.FromMinutes(10))];
        int joined = visits.Zip(visits.Skip(1)).Count(pair => pair.Second.From < pair.First.To);

        Assert.InRange(joined, 5, 35);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public void In_each_five_minutes_one_sits_for_minutes_and_the_others_come_as_ever(int seed)
    {
        var options = new SimulationOptions { Seed = seed };
        TimeSpan hour = TimeSpan.FromMinutes(60);
        Visit[] visits = [.. Schedule(options with { Sitters = true }).Between(TimeSpan.Zero, hour)];
        Visit[] sitters = [.. visits.Where(visit => visit.Manner == Manner.Sits)];

        Assert.Equal(12, sitters.Length);
        Assert.All(sitters, visit => Assert.InRange((visit.To - visit.From).TotalMinutes, 1, 4));
        Assert.Equal(visits.Select(visit => visit.From).Order(), visits.Select(visit => visit.From));
        Assert.InRange(visits.Length - sitters.Length, 6 * 60 * 0.95, 6 * 60 * 1.5);
    }

    [Fact]
    public void Who_sits_is_there_all_the_time_and_hardly_ever_moves()
    {
        VisitSchedule schedule = Schedule(new SimulationOptions { Sitters = true });
        foreach (Visit sitter in schedule.Between(TimeSpan.Zero, TimeSpan.FromMinutes(20)).Where(visit => visit.Manner == Manner.Sits))
        {
            PixelRect[] boxes = [.. Seconds(sitter.From, sitter.To).Select(at => sitter.BoxAt(at, Whole))];

            Assert.All(Seconds(sitter.From, sitter.To), at => Assert.Contains(Told(sitter), schedule.Around(at).ToArray().Select(Told)));
            Assert.True(boxes.Zip(boxes.Skip(1)).Count(pair => pair.First == pair.Second) > 0.7 * boxes.Length);
        }
    }

    [Fact]
    public void Nobody_lands_on_who_sits()
    {
        VisitSchedule schedule = Schedule(new SimulationOptions { Sitters = true });
        Visit[] visits = [.. schedule.Between(TimeSpan.Zero, TimeSpan.FromMinutes(60))];
        foreach (Visit sitter in visits.Where(visit => visit.Manner == Manner.Sits))
        {
            foreach (Visit guest in visits.Where(visit => visit.Manner == Manner.Busy && visit.From < sitter.To && visit.To > sitter.From))
                Assert.NotEqual(sitter.IsOnTheLeft, guest.IsOnTheLeft);
        }
    }

    [Fact]
    public void The_plan_is_known_in_advance()
    {
        var schedule = Schedule(new SimulationOptions { Seed = 3 });
        (string, TimeSpan, TimeSpan)[] planned = [.. schedule.Between(TimeSpan.FromHours(2), TimeSpan.FromHours(2.2)).Select(Told)];
        (string, TimeSpan, TimeSpan)[] again = [.. Schedule(new SimulationOptions { Seed = 3 }).Between(TimeSpan.FromHours(2), TimeSpan.FromHours(2.2)).Select(Told)];

        Assert.NotEmpty(planned);
        Assert.Equal(planned, again);
        Assert.All(planned, told => Assert.Contains(schedule.Around(told.Item2).ToArray(), visit => Told(visit) == told));
    }

    [Fact]
    public void Nobody_comes_where_nobody_is_wanted()
        => Assert.Empty(Schedule(new SimulationOptions { Visitors = [] }).Between(TimeSpan.Zero, TimeSpan.FromHours(5)));

    private static IEnumerable<TimeSpan> Seconds(TimeSpan from, TimeSpan to)
    {
        for (TimeSpan at = from; at < to; at += TimeSpan.FromSeconds(1))
            yield return at;
    }

    private static VisitSchedule Schedule(SimulationOptions options) => new(options, new BalconyLayout(options));

    private static (string Label, TimeSpan From, TimeSpan To) Told(Visit visit) => (visit.Label, visit.From, visit.To);
}
