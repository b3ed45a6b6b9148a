using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reading;
using BirbCam.Monitor.Sightings.Reviews;

namespace BirbCam.Monitor.Tests.Sightings.Reading;

public sealed class ScorecardTests
{
    [Fact]
    public void What_a_person_said_is_held_against_the_limit()
    {
        Scorecard card = Scorecard.Of("sparrow", 0.6, [Reviewed(0.95, "sparrow"), Reviewed(0.7, "magpie"), Reviewed(0.65, "sparrow", "magpie"), Reviewed(0.3, "sparrow"), Reviewed(0.31)])!;

        Assert.Equal((0.6, 3, 2, 3), (card.Limit, card.Claimed, card.Right, card.There));
        Assert.Equal([(0.3, 2, 1), (0.6, 1, 1), (0.7, 1, 0), (0.9, 1, 1)], card.Calibration.Where(bin => bin.Reviewed > 0).Select(bin => (bin.From, bin.Reviewed, bin.There)));
        Assert.Null(card.Suggestion);
    }

    [Fact]
    public void A_score_of_one_is_in_the_last_stretch() => Assert.Equal(1, Scorecard.Of("sparrow", 0.6, [Reviewed(1, "sparrow")])!.Calibration[^1].There);

    [Fact]
    public void A_label_without_scores_has_no_card() => Assert.Null(Scorecard.Of("heron", 0.6, [Reviewed(0.9, "heron")]));

    [Fact]
    public void The_limit_that_decides_most_pictures_right_is_suggested_the_nearest_of_them()
    {
        // All that show it score 0.5, all others 0.2: every limit from 0.21 to 0.50 is right about all.
        Detection[] reviewed = [.. Enumerable.Repeat(Reviewed(0.5, "sparrow"), 30), .. Enumerable.Repeat(Reviewed(0.2), 25)];

        Assert.Equal(new LimitSuggestion(0.5, 55, 25, 55), Scorecard.Of("sparrow", 0.6, reviewed)!.Suggestion);
    }

    [Theory]
    [InlineData(19, 30)]
    [InlineData(30, 19)]
    public void Too_few_reviews_suggest_nothing(int there, int others)
        => Assert.Null(Scorecard.Of("sparrow", 0.6, [.. Enumerable.Repeat(Reviewed(0.5, "sparrow"), there), .. Enumerable.Repeat(Reviewed(0.2), others)])!.Suggestion);

    [Fact]
    public void A_limit_that_is_best_is_left_alone()
        => Assert.Null(Scorecard.Of("sparrow", 0.6, [.. Enumerable.Repeat(Reviewed(0.7, "sparrow"), 30), .. Enumerable.Repeat(Reviewed(0.2), 30)])!.Suggestion);

    [Fact]
    public void A_limit_that_the_page_does_not_take_is_not_suggested()
    {
        // A limit of 0.01 would be right about all, and 0.05 is nearly as good.
        Detection[] reviewed = [.. Enumerable.Repeat(Reviewed(0.03, "sparrow"), 30), .. Enumerable.Repeat(Reviewed(0.06, "sparrow"), 30), .. Enumerable.Repeat(Reviewed(0), 20)];

        Assert.Equal(new LimitSuggestion(0.06, 80, 20, 50), Scorecard.Of("sparrow", 0.6, reviewed)!.Suggestion);
    }

    private static Detection Reviewed(double score, params string[] said)
        => Detections.Unsure("sparrow", Detections.Morning, score) with { Review = new Review(ReviewVerdict.Relabelled, said, Detections.Morning) };
}
