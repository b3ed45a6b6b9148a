using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reading;

namespace BirbCam.Monitor.Tests.Sightings.Reading;

public sealed class LimitEffectTests
{
    private static readonly Detection Named = Detections.Accepted("sparrow", Detections.Morning, 0.7), Unsure = Detections.Unsure("sparrow", Detections.Morning, 0.5);

    [Theory]
    [InlineData(0.5, 1, 0)]
    [InlineData(0.51, 0, 0)]
    [InlineData(0.7, 0, 0)]
    [InlineData(0.71, 0, 1)]
    public void A_score_at_the_limit_is_named(double limit, int named, int unnamed)
        => Assert.Equal(new LimitEffect(2, true, named, unnamed), LimitEffect.Of("sparrow", limit, [Named, Unsure], isAll: true));

    [Fact]
    public void A_second_name_counts_too()
    {
        Detection magpie = Detections.Accepted("magpie", Detections.Morning) with { Scores = new Dictionary<string, double> { ["magpie"] = 0.9, ["sparrow"] = 0.4 } };

        Assert.Equal(new LimitEffect(1, false, 1, 0), LimitEffect.Of("sparrow", 0.4, [magpie], isAll: false));
    }

    [Fact]
    public void No_limit_names_what_was_refused_for_another_reason()
    {
        Detection[] refused =
        [
            Detections.Of(Decision.Abstained, Detections.Morning, 0.9, "sparrow"), Detections.Of(Decision.RejectedBackground, Detections.Morning, 0.9, "sparrow"),
            Unsure with { Reasons = ["low_confidence", "attention_off_motion"] },
        ];

        Assert.Equal(new LimitEffect(3, true, 0, 0), LimitEffect.Of("sparrow", 0.1, refused, isAll: true));
    }

    [Fact]
    public void A_detection_without_the_label_is_looked_at_and_stays() => Assert.Equal(new LimitEffect(1, true, 0, 0), LimitEffect.Of("heron", 0.1, [Named], isAll: true));
}
