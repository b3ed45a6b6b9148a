using BirbCam.Monitor.Simulation;
using BirbCam.Monitor.Simulation.Animals;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests.Simulation;

public sealed class BalconySceneTests
{
    /// <summary>Nothing moves but the visitors.</summary>
    private static readonly SimulationOptions Calm = SimulationOptions.Parse(
        "sim:balcony?plume=off&light=off&balance=off&shadows=off&snow=off&ribbon=off&twigs=off&noise=off");

    private static readonly SimulationOptions Everything = SimulationOptions.Parse(
        "sim:balcony?seed=4&sitters=on&rain=on&dusk=on&knock=on&jpeg=80");

    private static readonly string[] Nuisances
        = ["plume", "light", "balance", "shadows", "snow", "rain", "ribbon", "twigs", "dusk", "knock", "noise"];

    public static TheoryData<string> Labels => [.. Species.Labels];

    public static TheoryData<string> Switches => [.. Nuisances];

    [Fact]
    public void The_same_seed_and_moment_give_the_same_picture_in_any_order()
    {
        using var one = new BalconyScene(Everything);
        using var other = new BalconyScene(Everything);
        TimeSpan[] moments = [.. Enumerable.Range(0, 16).Select(i => TimeSpan.FromSeconds(i * 9.7))];

        byte[][] forwards = [.. moments.Select(at => Render(one, at))];
        byte[][] backwards = [.. moments.Reverse().Select(at => Render(other, at)).Reverse()];

        Assert.Equal(forwards, backwards);
    }

    [Fact]
    public void Another_seed_is_another_balcony()
    {
        using var one = new BalconyScene(Calm with { Seed = 1 });
        using var other = new BalconyScene(Calm with { Seed = 2 });

        Assert.True(ShareThatDiffers(Render(one, TimeSpan.Zero), Render(other, TimeSpan.Zero)) > 0.5);
    }

    [Fact]
    public void With_everything_switched_off_nothing_ever_changes()
    {
        using var scene = new BalconyScene(Calm with { Visitors = [] });

        Assert.Equal(Render(scene, TimeSpan.Zero), Render(scene, TimeSpan.FromMinutes(7)));
    }

    [Theory]
    [MemberData(nameof(Switches))]
    public void Every_nuisance_moves_by_itself(string which)
    {
        using var scene = new BalconyScene(Alone(which));
        byte[] first = Render(scene, TimeSpan.Zero);

        Assert.Contains(Enumerable.Range(1, 60), i => ShareThatDiffers(first, Render(scene, TimeSpan.FromSeconds(i * 5))) > 0.0003);
    }

    [Fact]
    public void A_scene_that_has_run_for_weeks_still_moves()
    {
        using var scene = new BalconyScene(Everything);
        TimeSpan late = TimeSpan.FromDays(40);

        Assert.True(ShareThatDiffers(Render(scene, late), Render(scene, late + TimeSpan.FromSeconds(0.2))) > 0.1);
    }

    [Fact]
    public void A_knock_takes_the_boxes_along()
    {
        using var scene = new BalconyScene(Calm with { Knock = true });
        using var empty = new BalconyScene(Calm with { Knock = true, Visitors = [] });
        using var steady = new BalconyScene(Calm);
        int shifted = 0;
        for (TimeSpan at = TimeSpan.FromSeconds(100); at < TimeSpan.FromSeconds(160); at += TimeSpan.FromSeconds(1))
        {
            if (scene.VisitorsAt(at) is not [SimulatedVisitor visitor] || visitor.Box.X == 0 || visitor.Box.Right == Calm.Width)
                continue;

            Assert.True(Overlap(BoundsOfDifference(Render(scene, at), Render(empty, at), Calm.Width), visitor.Box) > 0.7);
            shifted += steady.VisitorsAt(at)[0].Box == visitor.Box ? 0 : 1;
        }

        Assert.True(shifted > 10, $"only {shifted} boxes were shifted");
    }

    [Theory]
    [MemberData(nameof(Labels))]
    public void The_box_holds_what_differs_from_the_empty_scene(string label)
    {
        using var visited = new BalconyScene(Calm with { Visitors = [label] });
        using var empty = new BalconyScene(Calm with { Visitors = [] });
        byte[] nobody = Render(empty, TimeSpan.Zero);
        int looked = 0;

        foreach (SimulatedVisit visit in visited.VisitsBetween(TimeSpan.Zero, TimeSpan.FromMinutes(2)))
        {
            for (TimeSpan at = visit.From; at < visit.To; at += TimeSpan.FromSeconds(0.7))
            {
                // Who is cut by the picture's edge shows only some of his posture's outline.
                if (visited.VisitorsAt(at) is not [SimulatedVisitor visitor] || visitor.Box.X == 0 || visitor.Box.Right == Calm.Width)
                    continue;
                if (visited.VisitsBetween(at, at + TimeSpan.FromTicks(1)).Skip(1).Any())
                    continue;

                PixelRect changed = BoundsOfDifference(Render(visited, at), nobody, Calm.Width);
                double overlap = Overlap(changed, visitor.Box);
                Assert.True(overlap > 0.7, $"at {at} the box {visitor.Box} covers {changed} by {overlap:0.00} only");
                Assert.Equal(label, visitor.Label);
                looked++;
            }
        }

        Assert.True(looked > 30, $"only {looked} moments were looked at");
    }

    [Fact]
    public void Between_visits_the_balcony_is_the_empty_one()
    {
        using var visited = new BalconyScene(Calm);
        using var empty = new BalconyScene(Calm with { Visitors = [] });
        byte[] nobody = Render(empty, TimeSpan.Zero);
        SimulatedVisit[] visits = [.. visited.VisitsBetween(TimeSpan.Zero, TimeSpan.FromMinutes(2))];

        for (TimeSpan at = TimeSpan.Zero; at < TimeSpan.FromMinutes(2); at += TimeSpan.FromSeconds(1))
        {
            if (visits.Any(visit => visit.From <= at && at < visit.To))
                continue;

            Assert.Empty(visited.VisitorsAt(at));
            Assert.Equal(nobody, Render(visited, at));
        }
    }

    [Fact]
    public void A_chickadee_that_sits_is_as_small_as_on_a_real_balcony()
    {
        using var scene = new BalconyScene(Calm with { Visitors = ["chickadee"] });
        int[] lengths = [.. Moments(TimeSpan.FromMinutes(5)).SelectMany(scene.VisitorsAt).Select(visitor => visitor.Box.Width)];

        Assert.InRange(lengths.Order().ElementAt(lengths.Length / 2), 36, 64);
    }

    [Theory]
    [InlineData(480, 640)]
    [InlineData(1280, 720)]
    [InlineData(160, 120)]
    public void Any_size_shows_visitors_within_the_picture(int width, int height)
    {
        using var scene = new BalconyScene(new SimulationOptions { Width = width, Height = height });
        SimulatedVisitor[] seen = [.. Moments(TimeSpan.FromMinutes(2)).SelectMany(scene.VisitorsAt)];

        Assert.All(seen, visitor => Assert.Equal(visitor.Box, visitor.Box.Intersect(new PixelRect(0, 0, width, height))));
        Assert.Equal(Species.Labels, seen.Select(visitor => visitor.Label).Distinct().Order());
        Assert.Equal(width * height * 3, Render(scene, TimeSpan.FromSeconds(10)).Length);
    }

    [Fact]
    public void Rendering_allocates_no_pixel_sized_memory()
    {
        using var scene = new BalconyScene(Everything);
        byte[] bgr = new byte[640 * 480 * 3];
        Span<TimeSpan> moments = [.. Moments(TimeSpan.FromMinutes(1))];
        foreach (TimeSpan at in moments)
            scene.Render(at, bgr);

        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (TimeSpan at in moments)
            scene.Render(at, bgr);
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / moments.Length;

        // A visit that is planned anew is a list of steps; a row of pixels would be 1920 bytes, a picture 921,600.
        Assert.InRange(each, 0, 1024);
    }

    /// <summary>A scene in which nothing moves but one thing.</summary>
    private static SimulationOptions Alone(string which)
    {
        IEnumerable<string> query = Nuisances.Select(nuisance => $"{nuisance}={(nuisance == which ? "on" : "off")}");
        return SimulationOptions.Parse($"sim:balcony?visitors=none&{string.Join('&', query)}");
    }

    private static IEnumerable<TimeSpan> Moments(TimeSpan until)
    {
        for (TimeSpan at = TimeSpan.Zero; at < until; at += TimeSpan.FromSeconds(0.4))
            yield return at;
    }

    private static byte[] Render(BalconyScene scene, TimeSpan at)
    {
        byte[] bgr = new byte[scene.Options.Width * scene.Options.Height * 3];
        scene.Render(at, bgr);
        return bgr;
    }

    private static double ShareThatDiffers(byte[] one, byte[] other)
        => one.Zip(other).Count(pair => Math.Abs(pair.First - pair.Second) > 2) / (double)one.Length;

    /// <summary>What two boxes share of what they cover.</summary>
    private static double Overlap(PixelRect one, PixelRect other)
    {
        long shared = one.Intersect(other).Area;
        return (double)shared / (one.Area + other.Area - shared);
    }

    private static PixelRect BoundsOfDifference(byte[] one, byte[] other, int width)
    {
        PixelRect bounds = default;
        for (int i = 0; i < one.Length; i++)
        {
            if (Math.Abs(one[i] - other[i]) > 12)
                bounds = bounds.Union(new PixelRect(i / 3 % width, i / 3 / width, 1, 1));
        }

        return bounds;
    }
}
