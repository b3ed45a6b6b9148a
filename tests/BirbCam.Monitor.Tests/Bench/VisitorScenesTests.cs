using BirbCam.Monitor.Bench;

namespace BirbCam.Monitor.Tests.Bench;

public sealed class VisitorScenesTests
{
    private static readonly string[] Everybody = ["chickadee", "magpie", "sparrow", "squirrel"];

    [Fact]
    public void A_scene_is_the_same_whatever_was_drawn_before()
    {
        using var inOrder = new VisitorScenes(seed: 5, Everybody);
        using var alone = new VisitorScenes(seed: 5, Everybody);
        for (int number = 0; number < 9; number++)
            inOrder.Draw(number);

        VisitorTruth expected = inOrder.Draw(9), found = alone.Draw(9);

        Assert.Equal((expected.Label, expected.Boxes[0]), (found.Label, found.Boxes[0]));
        Assert.True(inOrder.Bgr.SequenceEqual(alone.Bgr));
    }

    [Fact]
    public void Another_seed_draws_other_scenes()
    {
        using var one = new VisitorScenes(seed: 1, Everybody);
        using var other = new VisitorScenes(seed: 2, Everybody);
        one.Draw(0);
        other.Draw(0);

        Assert.False(one.Bgr.SequenceEqual(other.Bgr));
    }

    [Fact]
    public void Only_those_come_who_are_asked_for_and_each_has_a_box()
    {
        using var scenes = new VisitorScenes(seed: 1, ["magpie"]);
        for (int number = 0; number < 10; number++)
        {
            VisitorTruth truth = scenes.Draw(number);

            Assert.Equal("magpie", truth.Label);
            Assert.NotEmpty(truth.Boxes);
            Assert.All(truth.Boxes, box => Assert.True(box.Area > 0));
        }
    }
}
