using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;
using BirbCam.Vision.Motion.Kernels;

namespace BirbCam.Vision.Tests.Motion;

/// <summary>Five pictures a second of structure made of noise, and one blob on it.</summary>
public sealed class EvidenceTests
{
    private const int Width = 80;
    private const int Height = 60;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(0.2);
    private static readonly PixelRect Box = new(30, 20, 16, 14);

    private readonly float[] _background = Noise(1);
    private readonly Evidence _evidence = new(Width, Height);
    private ZoneMask _zones = new(new MotionOptions(), Width, Height);
    private float[] _earlier;
    private float _light = 1;
    private readonly float[] _variance = new float[Width * Height];

    public EvidenceTests()
    {
        _earlier = _background;
        for (int i = 0; i < 10; i++)
        {
            Weigh(_background, new byte[Width * Height]);
            _evidence.Learn(_background, new byte[Width * Height], Tick, LearningPace.Settling);
        }
    }

    [Fact]
    public void A_thing_that_sits_is_believed_after_some_pictures_and_worth_two_seconds_at_the_most()
    {
        float[] bird = With(Noise(2));

        float[] seconds = [.. Enumerable.Range(0, 20).Select(_ => Weigh(bird, Mask()))];

        Assert.True(seconds[0] < Evidence.Enough && seconds[4] >= Evidence.Enough, string.Join(' ', seconds));
        Assert.Equal(2, seconds[^1]);
    }

    [Fact]
    public void A_faded_copy_is_never_believed()
        => Assert.Equal(0, Weigh(With([.. _background.Select(value => 0.4f * value)]), 10));

    [Fact]
    public void What_comes_back_out_of_vapour_is_never_believed()
    {
        float[] veiled = [.. _background.Select(value => 0.25f * value)];

        Assert.Equal(0, Weigh(_background, 10, background: veiled));
    }

    [Fact]
    public void What_was_there_a_minute_ago_is_never_believed()
        => Assert.Equal(0, Weigh(_background, 10, background: With(Noise(3))));

    [Fact]
    public void What_moved_by_a_pixel_is_never_believed()
    {
        float[] moved = [.. Enumerable.Range(0, _background.Length).Select(i => _background[Math.Max(i - 1, 0)])];

        Assert.Equal(0, Weigh(With(moved), 10));
    }

    [Fact]
    public void What_changes_its_shape_with_every_picture_is_believed_later_than_what_sits()
    {
        float sitting = Weigh(With(Noise(4)), 3);
        Weigh(_background, new byte[Width * Height]);
        float changing = 0;
        foreach (int seed in new[] { 5, 6, 7 })
            changing = Weigh(With(Noise(seed)), Mask());


        Assert.True(sitting > 0 && changing < sitting, $"{changing} after {sitting}");
    }

    [Fact]
    public void The_evidence_goes_along_with_what_moves_and_ends_with_it()
    {
        float[] bird = With(Noise(8));
        Weigh(bird, 3);

        Assert.True(Weigh(bird, Mask(right: 1)) > Evidence.Enough);
        Weigh(_background, new byte[Width * Height]);
        Assert.InRange(Weigh(bird, Mask()), 0, 0.5f);
    }

    [Fact]
    public void Where_more_is_asked_for_it_takes_longer()
    {
        float[] bird = With(Noise(9));
        _zones = Zones(sensitivity: 2);
        float eager = Weigh(bird, 2);
        Weigh(_background, new byte[Width * Height]);
        _zones = Zones(sensitivity: 0.05);

        Assert.True(Weigh(bird, 2) < eager);
    }

    [Fact]
    public void A_place_that_is_known_to_be_restless_asks_for_more()
    {
        float[] bird = With([.. Noise(9).Select(value => value * 1.5f)]);
        float quiet = Weigh(bird, 3);
        Weigh(_background, new byte[Width * Height]);
        Array.Fill(_variance, 10 * 10);
        float hardlyKnown = Weigh(bird, 3);
        Weigh(_background, new byte[Width * Height]);
        for (int i = 0; i < 200; i++)
            _evidence.Learn(_background, new byte[Width * Height], Tick, LearningPace.Steady);
        float restless = Weigh(bird, 3);

        Assert.True(restless < hardlyKnown && hardlyKnown < quiet, $"{restless}, {hardlyKnown} at first, {quiet} where it is quiet");
    }

    [Fact]
    public void A_copy_is_taken_for_one_sooner_while_the_place_is_new()
    {
        float[] half = With([.. Noise(12).Select((value, i) => (1.2f * value) + _background[i])]);
        float atFirst = Weigh(half, 3);
        Weigh(_background, new byte[Width * Height]);
        for (int i = 0; i < 1000; i++)
            _evidence.Learn(_background, new byte[Width * Height], Tick, LearningPace.Steady);

        Assert.True(Weigh(half, 3) > atFirst, $"{atFirst} at first");
    }

    [Fact]
    public void In_poor_light_less_contrast_is_enough()
    {
        float[] faint = With([.. Noise(11).Select(value => value * 0.4f)]);
        float byDay = Weigh(faint, 5);
        Weigh(_background, new byte[Width * Height]);
        _light = 0.16f;

        float atDusk = Weigh(faint, 5);

        Assert.True(byDay < Evidence.Enough && atDusk >= Evidence.Enough, $"{byDay} by day, {atDusk} at dusk");
    }

    [Fact]
    public void What_is_too_small_is_not_weighed()
        => Assert.Equal(0, Weigh(With(Noise(10)), Mask(), minSide: 15));

    /// <returns>What the last of them earned.</returns>
    private float Weigh(float[] structure, int times, float[]? background = null)
    {
        // Not by Last(): it would weigh the last one alone.
        float seconds = 0;
        for (int i = 0; i < times; i++)
            seconds = Weigh(structure, Mask(), background);
        return seconds;
    }

    private float Weigh(float[] structure, byte[] mask, float[]? background = null, double minSide = 8)
    {
        bool isEmpty = Array.TrueForAll(mask, value => value == 0);
        var box = new PixelRect(isEmpty ? 0 : Array.FindIndex(mask, value => value != 0) % Width, Box.Y, Box.Width, Box.Height);
        Span<Blob> blobs = isEmpty ? [] : [new Blob(box, Box.Width * Box.Height, 1)];
        _evidence.Weigh(blobs, mask, _light, new StructureInTime(structure, _earlier, background ?? _background, _variance), _zones, minSide, Tick);
        _earlier = structure;
        return isEmpty ? 0 : blobs[0].Evidence;
    }

    private static ZoneMask Zones(double sensitivity) => new(new MotionOptions { Sensitivity = sensitivity }, Width, Height);

    /// <summary>The background with something else in the box.</summary>
    private float[] With(float[] other)
    {
        float[] picture = [.. _background];
        for (int y = Box.Y; y < Box.Bottom; y++)
            other.AsSpan((y * Width) + Box.X, Box.Width).CopyTo(picture.AsSpan((y * Width) + Box.X));
        return picture;
    }

    private static byte[] Mask(int right = 0)
    {
        byte[] mask = new byte[Width * Height];
        for (int y = Box.Y; y < Box.Bottom; y++)
            mask.AsSpan((y * Width) + Box.X + right, Box.Width).Fill(255);
        return mask;
    }

    /// <summary>Noise of a deviation of 12 grey levels that is smooth over some pixels, as band-passed pictures are.</summary>
    private static float[] Noise(int seed)
    {
        var random = new Random(seed);
        float[] raw = [.. Enumerable.Range(0, Width * Height).Select(_ => 110 * (random.NextSingle() - 0.5f))];
        float[] smooth = new float[raw.Length];
        for (int i = 0; i < raw.Length; i++)
        {
            for (int j = 0; j < 9; j++)
                smooth[i] += raw[Math.Clamp(i + (((j / 3) - 1) * Width) + (j % 3) - 1, 0, raw.Length - 1)] / 9;
        }

        return smooth;
    }
}
