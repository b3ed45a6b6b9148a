using System.Collections.Immutable;
using BirbCam.Monitor.Bench.Clips;
using BirbCam.Monitor.Bench.Gate;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Tests.Bench.Gate;

public sealed class GateScoreTests
{
    private const double Fps = 5;

    private static readonly PixelRect Visitor = new(100, 100, 40, 30);
    private static readonly PixelRect Elsewhere = new(300, 100, 40, 30);

    [Fact]
    public void Triggered_frames_at_most_two_seconds_apart_are_one_event()
    {
        GateFigures figures = Score(Nothing, 40, [(5, 5, Elsewhere), (7, 7, Elsewhere), (9.2, 9.2, Elsewhere)]).Figures;

        Assert.Equal((2, 2, 3), (figures.Events, figures.FalseEvents, figures.FalseFrames));
    }

    [Fact]
    public void A_visit_is_placed_where_a_region_overlaps_the_visitor_and_seen_where_one_does_not()
    {
        GateScore score = Score(With(Visit(10, 15), Visit(20, 25), Visit(30, 35)), 40, [(11, 14, Visitor), (22, 24, Elsewhere)]);

        Assert.Equal((3, 2, 1), (score.Figures.Visits, score.Figures.Seen, score.Figures.Placed));
        Assert.Equal([new TimeRange(Second(20), Second(25)), new TimeRange(Second(30), Second(35))], score.Missed);
        Assert.Equal([Second(1), Second(2)], score.Figures.FirstTriggers);
        Assert.Equal((2, 0, 0), (score.Figures.Events, score.Figures.FalseEvents, score.Figures.FalseFrames));
    }

    [Fact]
    public void Where_no_box_is_known_seen_is_placed()
        => Assert.Equal(1, Score(With(Visit(10, 15) with { Boxes = ImmutableSortedDictionary<long, ImmutableArray<PixelRect>>.Empty }), 40, [(11, 14, Elsewhere)]).Figures.Placed);

    [Fact]
    public void An_event_that_touches_a_visit_is_true_and_its_frames_outside_are_false()
    {
        GateFigures figures = Score(With(Visit(10, 15)), 40, [(5, 30, Elsewhere)]).Figures;

        Assert.Equal((1, 0), (figures.Events, figures.FalseEvents));

        // A second on each side belongs to the visit: 5–8.8 and 16.2–30 s do not.
        Assert.Equal(20 + 70, figures.FalseFrames);
    }

    [Fact]
    public void What_lies_a_second_beside_a_visit_belongs_to_it()
    {
        Assert.Equal(0, Score(With(Visit(10, 15)), 40, [(16, 16, Elsewhere)]).Figures.FalseEvents);
        Assert.Equal(1, Score(With(Visit(10, 15)), 40, [(16.2, 16.2, Elsewhere)]).Figures.FalseEvents);
    }

    [Fact]
    public void Frames_before_the_settling_time_are_not_judged()
    {
        GateFigures figures = Score(Nothing with { Settle = Second(12) }, 40, [(1, 11.8, Elsewhere)]).Figures;

        Assert.Equal((0, 0, 28 * 5), (figures.Events, figures.FalseFrames, figures.Frames));
        Assert.Equal(27.8, figures.Judged.TotalSeconds, 1e-6);
        Assert.Equal(figures.Judged, figures.Quiet);
    }

    [Fact]
    public void A_visit_that_is_not_judged_still_explains_an_event()
    {
        GateFigures figures = Score(With(Visit(10, 15) with { IsJudged = false }), 40, [(11, 14, Visitor)]).Figures;

        Assert.Equal((0, 0, 0), (figures.Visits, figures.FalseEvents, figures.FalseFrames));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void A_clip_that_expects_a_trigger_wants_one_and_knows_no_false_one(bool triggers, int missed)
    {
        GateFigures figures = Score(new ClipExpectation { Expected = ExpectedOf.Trigger }, 40, triggers ? [(5, 5, Elsewhere)] : []).Figures;

        Assert.Equal((1, missed, 0, TimeSpan.Zero), (figures.TriggerClips, figures.Missed, figures.FalseEvents, figures.Quiet));
    }

    [Fact]
    public void Figures_of_several_clips_add_up()
    {
        GateFigures one = Score(Nothing, 40, [(5, 5, Elsewhere)]).Figures;
        GateFigures two = Score(With(Visit(10, 15)), 40, [(11, 14, Visitor)]).Figures;

        var sum = GateFigures.Sum([one, two]);

        Assert.Equal((2, 1, 1, 1), (sum.Events, sum.FalseEvents, sum.Visits, sum.Placed));
        Assert.Equal(one.Quiet + two.Quiet, sum.Quiet);
        Assert.Equal(one.Verdicts[MotionVerdict.Triggered] + two.Verdicts[MotionVerdict.Triggered], sum.Verdicts[MotionVerdict.Triggered]);
        Assert.Equal(1 / sum.Quiet.TotalHours, sum.FalseEventsPerHour, 1e-9);
    }

    [Fact]
    public void A_quantile_is_one_of_the_times()
    {
        ImmutableArray<TimeSpan> times = [Second(3), Second(1), Second(2), Second(4)];

        Assert.Equal((Second(2), Second(4)), (GateFigures.Quantile(times, 0.5), GateFigures.Quantile(times, 0.95)));
        Assert.Null(GateFigures.Quantile([], 0.5));
    }

    private static ClipExpectation Nothing => new() { Expected = ExpectedOf.Nothing };

    private static ClipExpectation With(params ExpectedVisit[] visits) => new() { Expected = ExpectedOf.Visits, Visits = [.. visits] };

    private static ExpectedVisit Visit(double from, double to)
        => new(Second(from), Second(to), Enumerable.Range((int)(from * Fps), (int)((to - from) * Fps) + 1).ToImmutableSortedDictionary(frame => (long)frame, _ => ImmutableArray.Create(Visitor)), Fps);

    private static TimeSpan Second(double seconds) => TimeSpan.FromSeconds(seconds);

    /// <summary>A gate that triggers on the frames between the given seconds, both included.</summary>
    private static GateScore Score(ClipExpectation expectation, double length, (double From, double To, PixelRect Region)[] triggered)
    {
        var score = new GateScore(expectation);
        for (int i = 0; i < length * Fps; i++)
        {
            double at = i / Fps;
            PixelRect[] regions = [.. triggered.Where(span => at >= span.From - 1e-6 && at <= span.To + 1e-6).Select(span => span.Region)];
            score.Add(Second(at), new GateView(regions.Length > 0 ? MotionVerdict.Triggered : MotionVerdict.Still, [.. regions]));
        }

        return score;
    }
}
