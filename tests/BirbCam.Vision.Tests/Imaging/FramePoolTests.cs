using BirbCam.Tests;
using BirbCam.Vision.Imaging;

namespace BirbCam.Vision.Tests.Imaging;

public sealed class FramePoolTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_disposed_frame_comes_home_once()
    {
        var pool = new FramePool(2);
        Frame frame = Rent(pool)!;
        Assert.Equal(1, pool.Outstanding);

        frame.Dispose();
        frame.Dispose();

        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public void An_empty_pool_refuses_and_counts()
    {
        var pool = new FramePool(1);
        using Frame? held = Rent(pool);

        Assert.Null(Rent(pool));
        Assert.Equal(1, pool.Refused);
    }

    [Fact]
    public void Handing_over_empties_the_old_handle_and_keeps_the_pixels()
    {
        var pool = new FramePool(1);
        Frame first = Rent(pool)!;
        using Frame second = first.HandOver();
        first.Dispose();

        Assert.Equal(1, pool.Outstanding);
        Assert.Equal(3, second.Pixels[3]);
        Assert.Throws<ObjectDisposedException>(() => first.Pixels.Length);
    }

    [Fact]
    public void Memory_is_used_again()
    {
        var pool = new FramePool(1);
        byte[] picture = new byte[320 * 240 * 3];

        Assert.InRange(Allocations.Of(() => pool.TryRent(picture, 320, 240, Rotation.None, Noon, 0)!.Dispose()), 0, 1000);
    }

    [Fact]
    public void Too_few_pixels_are_refused_before_a_slot_is_taken()
    {
        var pool = new FramePool(1);

        Assert.Throws<ArgumentOutOfRangeException>(() => pool.TryRent(new byte[11], 2, 2, Rotation.None, Noon, 0));
        Assert.Equal(0, pool.Outstanding);
    }

    [Theory]
    [InlineData(60_000, 60_000)]
    [InlineData(0, 480)]
    [InlineData(FramePool.MaxSide + 1, 1)]
    [InlineData(1, FramePool.MaxSide + 1)]
    public void A_frame_of_impossible_size_is_refused_before_memory_is_made(int width, int height)
        => Assert.Throws<ImageFormatException>(() => new FramePool(1).TryRentJpeg([0xFF, 0xD8], width, height, Rotation.None, Noon, 0));

    [Theory]
    [InlineData(FramePool.MaxSide, 1)]
    [InlineData(1, FramePool.MaxSide)]
    public void The_longest_frame_there_may_be_can_be_kept(int width, int height)
    {
        using Frame frame = new FramePool(1).TryRent(new byte[FramePool.MaxSide * 3], width, height, Rotation.None, Noon, 0)!;

        Assert.Equal((width, height), JpegDecoder.ReadSize(JpegEncoder.Encode(frame)));
    }

    [Theory]
    [InlineData(Rotation.None, new byte[] { 0, 1, 2, 3, 4, 5 }, 3)]
    [InlineData(Rotation.Clockwise90, new byte[] { 3, 0, 4, 1, 5, 2 }, 2)]
    [InlineData(Rotation.HalfTurn, new byte[] { 5, 4, 3, 2, 1, 0 }, 3)]
    [InlineData(Rotation.Clockwise270, new byte[] { 2, 5, 1, 4, 0, 3 }, 2)]
    public void A_frame_is_turned_as_it_is_rented(Rotation rotation, byte[] expected, int width)
    {
        byte[] pixels = [.. Enumerable.Range(0, 6).SelectMany(i => new[] { (byte)i, (byte)i, (byte)i })];
        using Frame frame = new FramePool(1).TryRent(pixels, 3, 2, rotation, Noon, 0)!;

        Assert.Equal(width, frame.Width);
        Assert.Equal(expected, Enumerable.Range(0, 6).Select(i => frame.Pixels[i * 3]).ToArray());
    }

    private static Frame? Rent(FramePool pool) => pool.TryRent([0, 1, 2, 3, 4, 5], 2, 1, Rotation.None, Noon, 0);
}
