using BirbCam.Monitor.Sightings;
using BirbCam.Vision.Classification;

namespace BirbCam.Monitor.Tests.Sightings;

public sealed class DecisionTests
{
    [Theory]
    [InlineData(0.2, 0.19, nameof(Decision.RejectedBackground))]
    [InlineData(0.2, 0.2, nameof(Decision.Accepted))]
    [InlineData(0.2, null, nameof(Decision.Accepted))]
    [InlineData(null, 0.0, nameof(Decision.Accepted))]
    public void A_certain_name_whose_evidence_lies_off_what_moved_is_rejected(double? limit, double? inMotion, string expected)
        => Assert.Equal(expected, Decisions.Of(Answer(Outcome.Certain), limit, inMotion).ToString());

    [Theory]
    [InlineData(Outcome.Unsure, nameof(Decision.LowConfidence))]
    [InlineData(Outcome.Abstained, nameof(Decision.Abstained))]
    [InlineData(Outcome.Unknown, nameof(Decision.Unknown))]
    [InlineData(Outcome.Nothing, nameof(Decision.None))]
    public void What_is_not_certain_needs_no_evidence(Outcome outcome, string expected)
        => Assert.Equal(expected, Decisions.Of(Answer(outcome), leastInMotion: 0.2, inMotion: 0).ToString());

    [Theory]
    [InlineData(nameof(Decision.Accepted), 0.1)]
    [InlineData(nameof(Decision.None), 0.1)]
    [InlineData(nameof(Decision.LowConfidence), 0.3, "low_confidence")]
    [InlineData(nameof(Decision.LowConfidence), 0.1, "low_confidence", "attention_off_motion")]
    [InlineData(nameof(Decision.Abstained), null, "abstained")]
    [InlineData(nameof(Decision.Unknown), 0.1, "unknown")]
    [InlineData(nameof(Decision.RejectedBackground), 0.1, "attention_off_motion")]
    public void A_person_is_told_why_to_look(string decision, double? inMotion, params string[] reasons)
        => Assert.Equal(reasons, Decisions.ReasonsOf(Enum.Parse<Decision>(decision), leastInMotion: 0.2, inMotion));

    private static Classification Answer(Outcome outcome)
        => new([new("chickadee", 0.7)], outcome, outcome is Outcome.Unknown or Outcome.Nothing ? [] : [new("chickadee", 0.7)], 0.7, 0.3);
}
