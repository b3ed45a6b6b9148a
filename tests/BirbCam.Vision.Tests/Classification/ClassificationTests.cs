using System.Collections.Immutable;
using System.Text.Json;
using BirbCam.Vision.Classification;

namespace BirbCam.Vision.Tests.Classification;

public sealed class ClassificationTests
{
    // Thresholds: chickadee 0.6, magpie 0.5.
    private static readonly ModelCard Card = JsonSerializer.Deserialize<ModelCard>(ModelCardTests.Minimal(), ModelCardJson.Options)!;

    [Fact]
    public void A_label_over_its_threshold_is_certain()
    {
        var answer = BirbCam.Vision.Classification.Classification.Judge(Card, [0.61, 0.2]);

        Assert.Equal(Outcome.Certain, answer.Outcome);
        Assert.Equal(["chickadee"], answer.Labels.Select(score => score.Label));
        Assert.Equal(0.61, answer.Confidence);
    }

    [Fact]
    public void Two_labels_are_as_certain_as_the_lesser_one()
    {
        var answer = BirbCam.Vision.Classification.Classification.Judge(Card, [0.7, 0.9]);

        Assert.Equal(["magpie", "chickadee"], answer.Labels.Select(score => score.Label));
        Assert.Equal(0.7, answer.Confidence);
    }

    [Fact]
    public void Each_label_is_held_against_its_own_threshold()
        => Assert.Equal(["magpie"], BirbCam.Vision.Classification.Classification.Judge(Card, [0.55, 0.52]).Labels.Select(score => score.Label));

    [Fact]
    public void A_near_miss_is_unsure_and_names_the_candidate()
    {
        var answer = BirbCam.Vision.Classification.Classification.Judge(Card, [0.58, 0.1]);

        Assert.Equal(Outcome.Unsure, answer.Outcome);
        Assert.Equal(["chickadee"], answer.Labels.Select(score => score.Label));
        Assert.Equal(0.58, answer.Confidence);
        Assert.Equal(0.42, answer.NoneScore, 12);
    }

    [Fact]
    public void Far_below_every_threshold_is_nothing_with_the_ancestors_confidence()
    {
        var answer = BirbCam.Vision.Classification.Classification.Judge(Card, [0.2, 0.1]);

        Assert.Equal(Outcome.Nothing, answer.Outcome);
        Assert.Empty(answer.Labels);
        Assert.Equal(0.8, answer.Confidence);
        Assert.Equal("chickadee", answer.Best.Label);
    }

    [Theory]
    [InlineData(null, Outcome.Nothing)]
    [InlineData(79.9, Outcome.Nothing)]
    [InlineData(80.0, Outcome.Unknown)]
    public void Something_sharp_that_is_none_of_the_labels_is_unknown(double? sharpness, Outcome expected)
    {
        var answer = BirbCam.Vision.Classification.Classification.Judge(Card, [0.2, 0.1]).With(sharpness, viewsDisagree: false);

        Assert.Equal((expected, 0.8), (answer.Outcome, answer.Confidence));
        Assert.Empty(answer.Labels);
    }

    [Theory]
    [InlineData(0.7, 0.9)]
    [InlineData(0.58, 0.1)]
    public void Views_that_are_certain_of_different_labels_make_it_abstain(double chickadee, double magpie)
    {
        var answer = BirbCam.Vision.Classification.Classification.Judge(Card, [chickadee, magpie]).With(sharpness: 1000, viewsDisagree: true);

        Assert.Equal(Outcome.Abstained, answer.Outcome);
        Assert.Equal(Math.Max(chickadee, magpie), answer.Confidence);
        Assert.NotEmpty(answer.Labels);
    }

    [Fact]
    public void A_sharp_thing_that_has_a_label_keeps_it()
        => Assert.Equal(Outcome.Certain, BirbCam.Vision.Classification.Classification.Judge(Card, [0.7, 0.1]).With(1000, viewsDisagree: false).Outcome);

    [Fact]
    public void Softmax_survives_logits_that_overflow_exp()
    {
        double[] classes = new double[3];
        Probabilities.OfClasses([1000, 1000, -1000], ModelActivation.Softmax, 1, classes);

        Assert.Equal([0.5, 0.5, 0], classes);
    }

    [Theory]
    [InlineData(ModelActivation.Sigmoid, new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity }, new[] { 0.0, 1, 0 })]
    [InlineData(ModelActivation.Softmax, new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity }, new[] { 0.0, 1, 0 })]
    [InlineData(ModelActivation.Softmax, new[] { float.NaN, float.NaN, float.NegativeInfinity }, new[] { 0.0, 0, 0 })]
    public void A_logit_that_is_no_number_makes_nothing_probable(ModelActivation activation, float[] logits, double[] expected)
    {
        double[] classes = new double[3];
        Probabilities.OfClasses(logits, activation, 1.3, classes);

        Assert.Equal(expected, classes);
    }

    [Fact]
    public void Sigmoid_keeps_its_ends_and_its_middle()
    {
        double[] classes = new double[3];
        Probabilities.OfClasses([-1000, 0, 1000], ModelActivation.Sigmoid, 1, classes);

        Assert.Equal([0, 0.5, 1], classes);
    }

    [Fact]
    public void Temperature_divides_the_logits()
    {
        double[] warm = new double[1], plain = new double[1];
        Probabilities.OfClasses([3], ModelActivation.Sigmoid, 2, warm);
        Probabilities.OfClasses([1.5f], ModelActivation.Sigmoid, 1, plain);

        Assert.Equal(plain[0], warm[0], 12);
    }

    [Theory]
    [InlineData(ModelActivation.Softmax, 0.5)]
    [InlineData(ModelActivation.Sigmoid, 0.3)]
    public void Several_classes_of_a_label_add_up_or_the_largest_counts(ModelActivation activation, double expected)
    {
        double[] labels = new double[2];
        Probabilities.OfLabels([0.3, 0.4, 0.2], ImmutableArray.Create(0, -1, 0).AsSpan(), activation, labels);

        Assert.Equal([expected, 0], labels);
    }
}
