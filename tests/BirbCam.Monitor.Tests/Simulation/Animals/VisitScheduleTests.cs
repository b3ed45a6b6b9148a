using BirbCam.Monitor.Simulation;
using BirbCam.Monitor.Simulation.Animals;
using BirbCam.Monitor.Simulation.Scenery;

namespace BirbCam.Monitor.Tests.Simulation.Animals;

public sealed class VisitScheduleTests
{
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

    private static VisitSchedule Schedule(SimulationOptions options) => new(options, new BalconyLayout(options));

    private static (string Label, TimeSpan From, TimeSpan To) Told(Visit visit) => (visit.Label, visit.From, visit.To);
}
