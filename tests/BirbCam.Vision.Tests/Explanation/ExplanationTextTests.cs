using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;

namespace BirbCam.Vision.Tests.Explanation;

public sealed class ExplanationTextTests
{
    private static readonly Dictionary<string, double> Limits = new() { ["sparrow"] = 0.6, ["squirrel"] = 0.5 };

    [Fact]
    public void A_verdict_names_the_label_and_its_limit()
        => Assert.Equal("Sparrow 0.58 (limit 0.60).", ExplanationText.Verdict([new LabelScore("sparrow", 0.583)], Limits));

    [Fact]
    public void Several_labels_are_all_named()
        => Assert.Equal(
            "Squirrel 0.99 (limit 0.50), sparrow 0.70 (limit 0.60).",
            ExplanationText.Verdict([new LabelScore("squirrel", 0.99), new LabelScore("sparrow", 0.7)], Limits));

    [Fact]
    public void The_evidence_on_what_moved_is_said_in_percent()
        => Assert.Equal("18 % of the evidence is on the part that moved.", ExplanationText.Evidence(ExplanationFixtures.Map([1, 0], 2, default), 0.18));

    [Fact]
    public void A_blank_map_is_said_in_words()
        => Assert.Contains("blank", ExplanationText.Evidence(ExplanationFixtures.Map([0, 0], 2, default), 0.18));

    [Fact]
    public void A_map_that_only_speaks_against_the_label_is_said_in_words()
        => Assert.Contains("speaks against", ExplanationText.Evidence(ExplanationFixtures.Map([-2, -1], 2, default), null));

    [Fact]
    public void Without_motion_nothing_is_claimed_about_it()
        => Assert.EndsWith("Nothing is known to have moved.", ExplanationText.Evidence(ExplanationFixtures.Map([2, -1], 2, default), null));
}
