using BirbCam.Vision.Explanation;

namespace BirbCam.Vision.Tests.Explanation;

public sealed class ExplanationTextTests
{
    [Fact]
    public void An_explanation_reads_as_two_sentences()
        => Assert.Equal(
            "Sparrow 0.58 (limit 0.60). 18 % of the evidence is on the part that moved.",
            ExplanationText.Describe(ExplanationFixtures.Map([1, 0], 2, default, "sparrow"), 0.583, 0.6, 0.18));

    [Fact]
    public void A_blank_map_is_said_in_words()
        => Assert.Contains("blank", ExplanationText.Describe(ExplanationFixtures.Map([0, 0], 2, default), 0.5, 0.6, 0.18));

    [Fact]
    public void A_map_that_only_speaks_against_the_label_is_said_in_words()
        => Assert.Contains("speaks against", ExplanationText.Describe(ExplanationFixtures.Map([-2, -1], 2, default), 0.5, 0.6, null));

    [Fact]
    public void Without_motion_nothing_is_claimed_about_it()
        => Assert.EndsWith("Nothing is known to have moved.", ExplanationText.Describe(ExplanationFixtures.Map([2, -1], 2, default), 0.5, 0.6, null));
}
