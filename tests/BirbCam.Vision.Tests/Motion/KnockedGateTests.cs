using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;
using static BirbCam.Vision.Tests.Motion.AcquaintedGate;

namespace BirbCam.Vision.Tests.Motion;

/// <summary>What the gate knew of a scene goes along when the camera is knocked.</summary>
public sealed class KnockedGateTests
{
    private static readonly PixelRect Bird = new(300, 200, 60, 48);

    private readonly AcquaintedGate _gate = new AcquaintedGate().Settled(12);

    [Theory]
    [InlineData(21, -14, 0)]
    [InlineData(-40, 31, 0)]
    [InlineData(10, 20, 0.5)]
    [InlineData(-13, 5, -1)]
    public void A_bird_that_came_with_the_knock_triggers_when_the_picture_is_at_rest(int right, int down, double degrees)
    {
        MotionResult[] results = _gate.Show(Knocked(right, down, degrees) + Patch(Bird), 12);

        Assert.Equal(MotionVerdict.CameraMoved, results[0].Verdict);
        Assert.Equal(MotionVerdict.Settling, results[1].Verdict);
        MotionResult seen = Assert.Single(results.Where(result => result.IsTriggered).Take(1));
        Assert.All(seen.Regions, region => Assert.True(!region.Intersect(Bird).IsEmpty, region.ToString()));
    }

    [Theory]
    [InlineData(21, -14, 0)]
    [InlineData(-40, 31, 0)]
    [InlineData(10, 20, 0.5)]
    [InlineData(-13, 5, -1)]
    [InlineData(4, 30, 2)]
    [InlineData(25, 10, -4)]
    public void Where_nobody_came_nothing_triggers(int right, int down, double degrees)
    {
        MotionResult[] results = _gate.Show(Knocked(right, down, degrees), 50);

        Assert.Equal(MotionVerdict.CameraMoved, results[0].Verdict);
        Assert.DoesNotContain(results, result => result.IsTriggered);
    }

    [Fact]
    public void A_picture_that_trembles_and_springs_back_is_the_scene_that_it_was()
    {
        _gate.Show(Knocked(18, 6, 0));
        _gate.Show(Knocked(-12, -9, 0));

        Assert.Contains(_gate.Show(Patch(Bird), 12), result => result.IsTriggered);
    }

    [Fact]
    public void Another_scene_is_learned_with_all_that_is_in_it()
    {
        byte[] other = Texture(new Random(21), Width, Height);

        MotionResult[] results = _gate.Show((picture => other.CopyTo(picture, 0)) + Patch(Bird), 20);

        Assert.Equal(MotionVerdict.CameraMoved, results[0].Verdict);
        Assert.DoesNotContain(results, result => result.IsTriggered);
    }

    [Fact]
    public void A_gate_that_starts_anew_has_no_scene_to_return_to()
    {
        _gate.Show(Knocked(21, -14, 0));
        _gate.Gate.Restart();

        Assert.DoesNotContain(_gate.Show(Knocked(21, -14, 0) + Patch(Bird), 12), result => result.IsTriggered);
    }

    [Fact]
    public void A_knock_allocates_nothing()
    {
        byte[] scene = Texture(new Random(3), Width, Height);
        byte[] knocked = [.. scene];
        Knocked(21, -14, 1)(knocked);

        (long allocated, HashSet<MotionVerdict> verdicts) = Allocated(scene, 60, knocked, 15);

        Assert.Contains(MotionVerdict.CameraMoved, verdicts);
        Assert.Equal(0, allocated);
    }

    /// <summary>Moves the whole picture, and turns it around its middle; what comes into view repeats the edge.</summary>
    private static Action<byte[]> Knocked(int right, int down, double degrees) => picture =>
    {
        byte[] before = [.. picture];
        (double sine, double cosine) = Math.SinCos(double.DegreesToRadians(degrees));
        for (int i = 0; i < Width * Height; i++)
        {
            (double x, double y) = ((i % Width) - right - (Width / 2), (i / Width) - down - (Height / 2));
            int fromX = Math.Clamp((int)Math.Round((cosine * x) + (sine * y)) + (Width / 2), 0, Width - 1);
            int fromY = Math.Clamp((int)Math.Round((cosine * y) - (sine * x)) + (Height / 2), 0, Height - 1);
            before.AsSpan(((fromY * Width) + fromX) * 3, 3).CopyTo(picture.AsSpan(i * 3));
        }
    };
}
