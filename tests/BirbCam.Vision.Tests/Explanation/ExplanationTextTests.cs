using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Explanation.Methods;
using BirbCam.Vision.Imaging;
using OneExplanation = BirbCam.Vision.Explanation.Explanation;

namespace BirbCam.Vision.Tests.Explanation;

public sealed class ExplanationTextTests
{
    private static readonly Dictionary<string, double> Limits = new() { ["sparrow"] = 0.6, ["squirrel"] = 0.5 };
    private static readonly InputView Whole = new(0, 0, 100, 100);

    private static readonly PixelRect LeftEdge = new(0, 0, 18, 100);

    private static readonly NamedZone Planter = new("planter", [[0.15, 0], [0.8, 0], [0.8, 1], [0.15, 1]]);

    /// <summary>Evidence everywhere alike, but for a place on the right edge that has a little less: 18 % of it lie on the left edge.</summary>
    private static readonly float[] NearlyEven = [1, 1, 1, 1, 1, 1, 1, 1, 1, 0.999f];

    [Fact]
    public void A_verdict_names_the_label_and_its_limit()
        => Assert.Equal("Sparrow 0.58 (limit 0.60).", ExplanationText.Verdict([new LabelScore("sparrow", 0.583)], Limits));

    [Fact]
    public void Several_labels_are_all_named()
        => Assert.Equal(
            "Squirrel 0.99 (limit 0.50), sparrow 0.70 (limit 0.60).",
            ExplanationText.Verdict([new LabelScore("squirrel", 0.99), new LabelScore("sparrow", 0.7)], Limits));

    [Fact]
    public void What_it_was_called_is_said_with_its_limit()
        => Assert.Equal("Called *sparrow* (0.58, limit 0.60).", ExplanationText.Called(new LabelScore("sparrow", 0.583), 0.6));

    [Fact]
    public void The_evidence_on_what_moved_is_said_in_percent_and_the_rest_by_its_zone()
        => Assert.Equal(
            "18 % of the evidence is on the part that moved; most of the rest is in zone *planter*.", Evidence(Map(NearlyEven), [LeftEdge], Planter));

    [Fact]
    public void What_no_zone_holds_is_elsewhere()
        => Assert.Equal("18 % of the evidence is on the part that moved; most of the rest is elsewhere.", Evidence(Map(NearlyEven), [LeftEdge]));

    [Fact]
    public void Where_all_of_it_moved_there_is_no_rest()
        => Assert.Equal("100 % of the evidence is on the part that moved.", Evidence(Map(NearlyEven), [new PixelRect(0, 0, 100, 100)], Planter));

    [Fact]
    public void A_blank_map_is_said_in_words()
        => Assert.Equal("The map is blank: no place of the picture counts more than another.", Evidence(Map([0, 0]), [LeftEdge]));

    [Fact]
    public void A_map_that_only_speaks_against_the_label_is_said_in_words()
        => Assert.Equal("No place of the picture speaks for it: the map shows where least speaks against it.", Evidence(Map([-2, -1]), [LeftEdge]));

    [Fact]
    public void Without_motion_nothing_is_claimed_about_it() => Assert.Equal("Nothing is known to have moved.", Evidence(Map([2, -1]), []));

    [Fact]
    public void A_crop_that_shows_hardly_more_than_what_moved_is_no_evidence_of_looking_there()
        => Assert.Equal(
            "The crop shows little beside what moved, so that the place of the evidence says nothing.",
            Evidence(Map([2, -1], new InputView(10, 10, 30, 30)), [new PixelRect(20, 20, 15, 10)]));

    [Fact]
    public void An_estimate_is_called_one()
        => Assert.StartsWith("The map is an estimate: the model has no gradient at this layer, ", Evidence(new OneExplanation("sparrow", CamMethod.GradCam, "layer", [1, 0], 2, 1, Whole) { IsExact = false }, []));

    [Fact]
    public void A_contrast_says_for_what_and_against_what()
    {
        var contrast = new OneExplanation("sparrow", CamMethod.GradCam, "layer", [1, 0], 2, 1, Whole) { Against = "chickadee" };

        Assert.StartsWith("The map shows what speaks for *sparrow* and against *chickadee*. ", Evidence(contrast, []));
        Assert.StartsWith("The map shows what speaks for *chickadee* and against *sparrow*. ", Evidence(contrast.Counter!, []));
    }

    [Fact]
    public void Counter_evidence_is_called_so()
        => Assert.StartsWith("The map shows what speaks against *chickadee*. ", Evidence(Map([1, -1]).Counter!, []));

    [Fact]
    public void Where_nothing_speaks_against_the_label_counter_evidence_says_so()
        => Assert.Equal(
            "The map shows what speaks against *chickadee*. No place of the picture speaks against it: the map shows where least speaks for it.",
            Evidence(Map([1, 2]).Counter!, []));

    [Fact]
    public void A_gradient_that_the_check_doubts_is_not_called_an_operator_without_a_rule()
        => Assert.StartsWith(
            "The map is doubtful: ",
            Evidence(new OneExplanation("sparrow", CamMethod.GradCam, "layer", [1, 0], 2, 1, Whole) { IsExact = false, SelfCheckError = 0.3 }, []));

    [Fact]
    public void What_knows_no_labels_does_not_speak_for_one()
        => Assert.StartsWith("The map shows what is striking, whatever the label. ", Evidence(new OneExplanation("sparrow", CamMethod.EigenCam, "layer", [1, 0], 2, 1, Whole), []));

    private static OneExplanation Map(float[] values) => Map(values, Whole);

    private static OneExplanation Map(float[] values, InputView view) => ExplanationFixtures.Map(values, values.Length, view);

    private static string Evidence(OneExplanation explanation, PixelRect[] moved, params NamedZone[] zones)
        => ExplanationText.Evidence(explanation, Agreement.Of(explanation, moved, 100, 100, zones));
}
