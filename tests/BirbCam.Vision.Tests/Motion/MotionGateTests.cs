using BirbCam.Tests;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;
using static BirbCam.Vision.Tests.Motion.AcquaintedGate;

namespace BirbCam.Vision.Tests.Motion;

public sealed class MotionGateTests
{
    private static readonly PixelRect Bird = new(300, 200, 60, 48);

    [Fact]
    public void The_first_second_is_settling_and_then_nothing_moves()
    {
        MotionResult[] results = new AcquaintedGate().Show(_ => { }, 30);

        Assert.All(results[..5], result => Assert.Equal(MotionVerdict.Settling, result.Verdict));
        Assert.All(results[5..], result => Assert.Equal(MotionVerdict.Still, result.Verdict));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(15)]
    public void A_bird_triggers_where_it_sits_after_300_milliseconds_at_any_frame_rate(double fps)
    {
        AcquaintedGate gate = new AcquaintedGate(fps: fps).Settled();
        int frames = (int)Math.Ceiling(0.3 * fps) + 1;

        MotionResult[] results = gate.Show(Patch(Bird), frames);

        Assert.All(results[..^1], result => Assert.Equal(MotionVerdict.TooBrief, result.Verdict));
        Assert.True(results[^1].IsTriggered);
        Assert.True(results[^1].Persistence >= TimeSpan.FromSeconds(0.3));
        PixelRect region = Assert.Single(results[^1].Regions);
        Assert.True(region.Intersect(Bird).Area > 0.7 * Bird.Area, $"{region} is not where the bird is");
        Assert.True(region.Area < 3 * Bird.Area, $"{region} is much larger than the bird");
    }

    [Fact]
    public void Zones_that_are_drawn_while_it_runs_hold_at_once_and_nothing_has_to_be_learned_anew()
    {
        AcquaintedGate gate = new AcquaintedGate().Settled();
        Assert.True(gate.Show(Patch(Bird), 4)[^1].IsTriggered);

        gate.Gate.SetZones([new MotionZone { Name = "all", Kind = MotionZoneKind.Ignore, Polygon = [[0, 0], [1, 0], [1, 1], [0, 1]] }]);
        MotionResult ignored = gate.Show(Patch(Bird));
        gate.Gate.SetZones([]);
        MotionResult[] seen = gate.Show(Patch(Bird), 4);

        Assert.Equal(MotionVerdict.Masked, ignored.Verdict);
        Assert.DoesNotContain(seen, result => result.Verdict == MotionVerdict.Settling);
        Assert.True(seen[^1].IsTriggered);
    }

    [Fact]
    public void A_plume_that_drifts_is_said_to_be_one_and_never_triggers()
    {
        AcquaintedGate gate = new AcquaintedGate().Settled();

        MotionResult[] results = [.. Enumerable.Range(0, 60).Select(i => gate.Show(Veil(100 + (7 * i), 0.6)))];

        Assert.DoesNotContain(results, result => result.IsTriggered);
        Assert.True(results.Count(result => result.Verdict == MotionVerdict.Plume) > 50);
        Assert.All(results, result => Assert.Empty(result.Regions));
    }

    [Fact]
    public void A_bird_in_front_of_a_plume_triggers()
    {
        AcquaintedGate gate = new AcquaintedGate().Settled();
        for (int i = 0; i < 30; i++)
            gate.Show(Veil(150 + (5 * i), 0.6));

        MotionResult[] results = gate.Show(Veil(300, 0.6) + Patch(Bird), 4);

        Assert.True(results[^1].IsTriggered);
    }

    [Fact]
    public void A_bird_at_dusk_triggers_by_a_fifth_of_the_contrast()
    {
        var gate = new AcquaintedGate();
        gate.Show(Dim, 30);

        MotionResult[] results = gate.Show(Patch(Bird) + Dim, 6);

        Assert.True(results[^1].IsTriggered, string.Join(' ', results.Select(result => result.Verdict)));
    }

    [Fact]
    public void A_step_of_the_exposure_is_light()
    {
        AcquaintedGate gate = new AcquaintedGate().Settled();

        MotionResult[] results = gate.Show(Brighter, 10);

        Assert.Equal(MotionVerdict.LightingChange, results[0].Verdict);
        Assert.DoesNotContain(results, result => result.IsTriggered);
    }

    [Fact]
    public void A_knocked_camera_settles_anew()
    {
        AcquaintedGate gate = new AcquaintedGate().Settled();

        MotionResult[] results = gate.Show(picture => picture.AsSpan(0, picture.Length - (41 * Width * 3)).ToArray().CopyTo(picture, 41 * Width * 3), 10);

        Assert.Equal(MotionVerdict.CameraMoved, results[0].Verdict);
        Assert.Equal(MotionVerdict.Settling, results[1].Verdict);
        Assert.DoesNotContain(results, result => result.IsTriggered);
    }

    [Fact]
    public void An_insect_is_too_small()
    {
        AcquaintedGate gate = new AcquaintedGate(new MotionOptions { MinSize = 60 }).Settled();

        Assert.Equal(MotionVerdict.TooSmall, gate.Show(Patch(new PixelRect(300, 200, 24, 24)), 4)[^1].Verdict);
    }

    [Fact]
    public void A_person_is_too_large()
    {
        AcquaintedGate gate = new AcquaintedGate(new MotionOptions { MaxArea = 0.1 }).Settled();

        Assert.Equal(MotionVerdict.TooLarge, gate.Show(Patch(new PixelRect(200, 100, 240, 240)), 4)[^1].Verdict);
    }

    [Theory]
    [InlineData(MotionZoneKind.Ignore)]
    [InlineData(MotionZoneKind.Preclusive)]
    public void What_moves_in_a_zone_that_excludes_it_is_masked(MotionZoneKind kind)
    {
        var zone = new MotionZone { Name = "feeder", Kind = kind, Polygon = [[0.4, 0.3], [0.7, 0.3], [0.7, 0.7], [0.4, 0.7]] };
        AcquaintedGate gate = new AcquaintedGate(new MotionOptions { Zones = [zone] }).Settled();

        Assert.Equal(MotionVerdict.Masked, gate.Show(Patch(Bird), 4)[^1].Verdict);
    }

    [Fact]
    public void A_thing_that_stays_becomes_background_in_the_end()
    {
        AcquaintedGate gate = new AcquaintedGate(fps: 1).Settled();
        MotionResult[] results = gate.Show(Patch(Bird), 180);

        Assert.Contains(results[..5], result => result.IsTriggered);
        Assert.DoesNotContain(results[120..], result => result.IsTriggered);
    }

    [Fact]
    public void Another_frame_size_and_a_long_gap_settle_anew()
    {
        AcquaintedGate gate = new AcquaintedGate().Settled();
        gate.Now += TimeSpan.FromMinutes(5);
        Assert.Equal(MotionVerdict.Settling, gate.Show(_ => { }).Verdict);

        gate.Settled();
        using Frame small = new FramePool(1).TryRent(new byte[64 * 48 * 3], 64, 48, Rotation.None, gate.Now, 0)!;
        Assert.Equal(MotionVerdict.Settling, gate.Gate.Update(small).Verdict);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 500)]
    [InlineData(500, 2)]
    [InlineData(33, 7)]
    public void Odd_sizes_are_no_trouble(int width, int height)
    {
        var gate = new MotionGate(new MotionOptions());
        var pool = new FramePool(1);
        byte[] bgr = new byte[width * height * 3];
        for (int i = 0; i < 20; i++)
        {
            new Random(i).NextBytes(bgr);
            using Frame frame = pool.TryRent(bgr, width, height, Rotation.None, DateTimeOffset.UnixEpoch.AddSeconds(i * 0.2), i)!;
            Assert.InRange(gate.Update(frame).Changed, 0, 1);
        }
    }

    [Fact]
    public void A_clock_that_is_set_back_does_no_harm()
    {
        AcquaintedGate gate = new AcquaintedGate().Settled();
        gate.Now -= TimeSpan.FromSeconds(2);

        Assert.DoesNotContain(gate.Show(_ => { }, 10), result => result.IsTriggered);
    }

    [Fact]
    public void A_frame_that_does_not_trigger_allocates_nothing()
    {
        byte[] scene = Texture(new Random(3), Width, Height);
        byte[] veiled = [.. scene];
        Veil(300, 0.6)(veiled);

        (long allocated, HashSet<MotionVerdict> verdicts) = Allocated(scene, 40, veiled, 20);

        Assert.Contains(MotionVerdict.Plume, verdicts);
        Assert.DoesNotContain(MotionVerdict.Triggered, verdicts);
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void A_compressed_frame_is_judged_as_its_pixels_are()
    {
        byte[] scene = Texture(new Random(3), Width, Height);
        byte[] visited = [.. scene];
        Patch(Bird)(visited);
        (byte[] sceneJpeg, byte[] visitedJpeg) = (Encode(scene), Encode(visited));
        var gate = new MotionGate(new MotionOptions());
        var pool = new FramePool(1);
        MotionResult last = default;
        for (int i = 0; i < 24; i++)
        {
            DateTimeOffset at = DateTimeOffset.UnixEpoch.AddSeconds(i * 0.2);
            using Frame frame = pool.TryRentJpeg(i < 20 ? sceneJpeg : visitedJpeg, Width, Height, Rotation.None, at, i)!;
            last = gate.Update(frame);
            Assert.True(frame.IsCompressed, "the gate decoded the whole picture");
        }

        Assert.True(last.IsTriggered);
        Assert.True(last.Regions[0].Intersect(Bird).Area > 0.7 * Bird.Area, $"{last.Regions[0]} is not where the bird is");
    }

    /// <summary>Skia's handles where TurboJPEG is not installed; the picture itself, at a quarter of its size in grey, would be 57,600.</summary>
    [Fact]
    public void A_compressed_frame_allocates_no_picture()
    {
        byte[] jpeg = JpegEncoder.Encode(Texture(new Random(3), 1280, 720), 1280, 720, 85);
        var gate = new MotionGate(new MotionOptions());
        using Frame frame = new FramePool(1).TryRentJpeg(jpeg, 1280, 720, Rotation.Clockwise90, DateTimeOffset.UnixEpoch, 0)!;

        Assert.InRange(Allocations.Of(() => gate.Update(frame)), 0, JpegDecoder.Library == JpegLibrary.TurboJpeg ? 0 : 1024);
        Assert.True(frame.IsCompressed);
    }

    [Fact]
    public void A_damaged_picture_is_an_error_and_leaves_the_gate_as_it_was()
    {
        AcquaintedGate gate = new AcquaintedGate().Settled();
        byte[] jpeg = Encode(new byte[Width * Height * 3])[..400];
        using (Frame damaged = new FramePool(1).TryRentJpeg(jpeg, Width, Height, Rotation.None, gate.Now, 0)!)
            Assert.Throws<ImageFormatException>(() => gate.Gate.Update(damaged));

        Assert.Equal(MotionVerdict.Still, gate.Show(_ => { }).Verdict);
    }

    [Fact]
    public void A_damaged_picture_of_another_size_leaves_the_gate_as_it_was()
    {
        AcquaintedGate gate = new AcquaintedGate().Settled();
        byte[] jpeg = Encode(new byte[Width * Height * 3])[..400];
        using (Frame damaged = new FramePool(1).TryRentJpeg(jpeg, Width + 16, Height, Rotation.None, gate.Now, 0)!)
            Assert.Throws<ImageFormatException>(() => gate.Gate.Update(damaged));

        Assert.Equal(MotionVerdict.Still, gate.Show(_ => { }).Verdict);
    }

    private static void Brighter(byte[] picture)
    {
        for (int i = 0; i < picture.Length; i++)
            picture[i] = (byte)Math.Min(picture[i] * 1.25, 255);
    }

    private static void Dim(byte[] picture)
    {
        for (int i = 0; i < picture.Length; i++)
            picture[i] = (byte)(picture[i] / 5);
    }

    private static byte[] Encode(byte[] bgr)
    {
        using Frame frame = new FramePool(1).TryRent(bgr, Width, Height, Rotation.None, DateTimeOffset.UnixEpoch, 0)!;
        return JpegEncoder.Encode(frame);
    }
}
