using BirbCam.Monitor.Bench.Clips;
using BirbCam.Monitor.Bench.Tuning;
using BirbCam.Monitor.Capture.Streams;
using BirbCam.Monitor.Simulation;

namespace BirbCam.Monitor.Tests.Bench.Tuning;

public sealed class GateTuningTests
{
    [Fact]
    public void Both_halves_get_their_share_of_every_expectation_whatever_the_order()
    {
        GateClip[] clips = [.. Enumerable.Range(0, 9).Select(i => Recorded($"nothing{i}", ExpectedOf.Nothing)), .. Enumerable.Range(0, 5).Select(i => Recorded($"trigger{i}", ExpectedOf.Trigger)), Recorded("x", ExpectedOf.Unjudged)];

        var split = TuningSplit.Of(clips);
        var again = TuningSplit.Of(clips.Reverse());

        Assert.Equal(split.Tune.Select(clip => clip.Name), again.Tune.Select(clip => clip.Name));
        Assert.Equal(14, split.Tune.Concat(split.HeldOut).Distinct().Count());
        Assert.InRange(split.Tune.Count(clip => clip.Expectation.Expected == ExpectedOf.Nothing), 4, 5);
        Assert.InRange(split.Tune.Count(clip => clip.Expectation.Expected == ExpectedOf.Trigger), 2, 3);
        Assert.Equal(7, split.Tune.Count);
    }

    [Fact]
    public void Too_few_clips_are_refused()
        => Assert.Contains("too few clips", Assert.Throws<RecordingException>(() => TuningSplit.Of([Recorded("a", ExpectedOf.Nothing), Recorded("b", ExpectedOf.Nothing), Recorded("c", ExpectedOf.Trigger)])).Message, StringComparison.Ordinal);

    [Fact]
    public async Task The_best_setting_is_at_least_as_good_as_the_defaults_where_it_was_chosen_and_the_report_says_what_it_changes()
    {
        GateClip[] clips = [.. Enumerable.Range(1, 4).Select(Simulated)];

        TuningResult result = await new GateTuning(TuningSplit.Of(clips)).SearchAsync((_, _) => { }, TestContext.Current.CancellationToken);

        Assert.Equal(100, result.Tried);
        Assert.True(result.Usual.Candidate.IsDefault);
        Assert.True(result.Best.Harm.CompareTo(result.Usual.Harm) <= 0);
        string words = TuningReport.InWords(result);
        Assert.Equal(!result.Best.Candidate.IsDefault, words.Contains("Gate.", StringComparison.Ordinal));
        Assert.Contains("Caution: ", words, StringComparison.Ordinal);
        Assert.All(words.Split('\n'), line => Assert.InRange(line.Length, 0, 180));
        Assert.Contains("\"confirmed\":", TuningReport.AsJson(result), StringComparison.Ordinal);
    }

    private static RecordedClip Recorded(string name, ExpectedOf expected) => new(name, name, 5, new ClipExpectation { Expected = expected });

    /// <summary>A small balcony with many visitors.</summary>
    private static SimulatedClip Simulated(int seed)
        => new($"seed {seed}", new SuiteScene("small", new SimulationOptions { Seed = seed, Width = 160, Height = 120, Pace = 12, Fps = 2 }, TimeSpan.FromSeconds(30)));
}
