using System.Collections.Immutable;
using BirbCam.Monitor.Pipeline;
using BirbCam.Monitor.Sightings;
using BirbCam.Vision.Classification;

namespace BirbCam.Monitor.Tests.Pipeline;

public sealed class ExplainChoiceTests
{
    private static readonly DateTimeOffset Dawn = new(2026, 1, 10, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan JoinGap = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(0.74, true)]
    [InlineData(0.76, false)]
    public void The_doubtful_ones_are_explained(double confidence, bool isWorthIt)
        => Assert.Equal(isWorthIt, new ExplainChoice(new ExplainOptions { SampleEvery = 0 }, JoinGap).IsWorthIt(Named(confidence), Decision.Accepted, sighting: null, Dawn));

    [Fact]
    public void Of_the_others_one_in_so_many_is()
    {
        var choice = new ExplainChoice(new ExplainOptions { SampleEvery = 10 }, JoinGap);

        Assert.Equal(3, Enumerable.Range(0, 30).Count(_ => choice.IsWorthIt(Named(0.99), Decision.Accepted, sighting: null, Dawn)));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void Never_many_of_one_visit(int explainedSoFar, bool isWorthIt)
        => Assert.Equal(isWorthIt, new ExplainChoice(new ExplainOptions(), JoinGap).IsWorthIt(Named(0.6), Decision.Accepted, Visit(explainedSoFar), Dawn));

    [Fact]
    public void Doubtful_nothings_are_bounded_too_until_it_has_been_quiet()
    {
        var choice = new ExplainChoice(new ExplainOptions(), JoinGap);

        Assert.Equal(3, Enumerable.Range(0, 100).Count(i => choice.IsWorthIt(Nothing(0.7), Decision.None, sighting: null, Dawn.AddSeconds(2 * i))));
        Assert.True(choice.IsWorthIt(Nothing(0.7), Decision.None, sighting: null, Dawn.AddMinutes(10)));
    }

    private static Classification Named(double confidence)
    {
        ImmutableArray<LabelScore> scores = [new("chickadee", confidence)];
        return new Classification(scores, Outcome.Certain, scores, confidence, 1 - confidence);
    }

    private static Classification Nothing(double confidence) => new([new("chickadee", 1 - confidence)], Outcome.Nothing, [], confidence, confidence);

    private static Sighting Visit(int explained) => new()
    {
        Id = Guid.CreateVersion7(Dawn),
        Revision = 1,
        Camera = "test",
        Label = "chickadee",
        FirstSeen = Dawn,
        LastSeen = Dawn,
        Ended = false,
        Detections = 5,
        Accepted = 5,
        Explained = explained,
        Best = new BestDetection(Guid.CreateVersion7(Dawn), 0.9, Dawn),
    };
}
