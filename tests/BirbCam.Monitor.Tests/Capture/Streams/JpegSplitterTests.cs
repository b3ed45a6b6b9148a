using BirbCam.Monitor.Capture.Streams;
using BirbCam.Tests;
using BirbCam.Vision.Imaging.Jpeg;

namespace BirbCam.Monitor.Tests.Capture.Streams;

public sealed class JpegSplitterTests
{
    private static readonly byte[] One = TestPictures.Jpeg(64, 48, 1);
    private static readonly byte[] Two = TestPictures.Jpeg(32, 32, 2);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(4096)]
    [InlineData(1_000_000)]
    public void Pictures_are_found_however_the_stream_is_cut(int chunk)
        => Assert.Equal([One, Two, One], Split([.. One, .. Two, .. One], chunk));

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    public void What_lies_between_pictures_is_skipped(int chunk)
    {
        byte[] headers = "\r\n--frame\r\nContent-Type: image/jpeg\r\nContent-Length: 17\r\n\r\n"u8.ToArray();
        byte[] garbage = [0xFF, 0xD8, 0, 0xFF, 0xD9, 0xFF, 0xFF];

        Assert.Equal([One, Two], Split([.. headers, .. One, .. garbage, .. headers, .. Two, .. headers], chunk));
    }

    [Fact]
    public void A_thumbnail_inside_a_picture_does_not_end_it()
    {
        byte[] length = [(byte)((Two.Length + 2) >> 8), (byte)(Two.Length + 2)];
        byte[] withThumbnail = [0xFF, 0xD8, 0xFF, 0xE1, .. length, .. Two, .. One[2..]];

        Assert.Equal([withThumbnail, One], Split([.. withThumbnail, .. One], 1000));
    }

    [Fact]
    public void A_picture_that_breaks_off_costs_only_itself()
    {
        // Cut in the entropy-coded data, where a real stream loses bytes.
        byte[] broken = One[..(One.Length * 3 / 4)];

        Assert.Equal([Two, One], Split([.. broken, .. Two, .. One], 333));
    }

    [Fact]
    public void A_picture_longer_than_the_bound_is_dropped_and_the_next_one_found()
    {
        byte[] large = TestPictures.Jpeg(256, 256, 3);
        Assert.True(large.Length > 30_000);

        Assert.Equal([One, Two], Split([.. One, .. large, .. Two], 1000, maxBytes: 30_000));
    }

    [Fact]
    public void Whatever_is_sent_its_memory_is_bounded_and_every_picture_it_finds_begins_and_ends_as_one()
    {
        var random = new Random(5);
        byte[] stream = [.. One, .. Two, .. One, .. Two, .. One];
        for (int round = 0; round < 2000; round++)
        {
            byte[] hurt = [.. stream];
            int wounds = random.Next(1, 40);
            for (int i = 0; i < wounds; i++)
                hurt[random.Next(hurt.Length)] = random.Next(3) == 0 ? (byte)0xFF : (byte)random.Next(256);
            int from = random.Next(hurt.Length / 2);

            foreach (byte[] found in Split(hurt[from..], random.Next(1, 5000), maxBytes: 16_000))
            {
                Assert.Equal(JpegMarker.PictureStart, found.AsSpan(0, 3));
                Assert.Equal(JpegMarker.PictureEnd, found.AsSpan(found.Length - 2));
                Assert.True(found.Length <= 16_000);
            }
        }
    }

    [Fact]
    public void After_a_wounded_stretch_whole_pictures_are_found_again()
    {
        var random = new Random(6);
        for (int round = 0; round < 500; round++)
        {
            byte[] noise = new byte[random.Next(1, 3000)];
            random.NextBytes(noise);

            // A false header in the noise may swallow one segment's length, 64 KiB: no more.
            byte[] calm = [.. Enumerable.Repeat(Two, (65_536 / Two.Length) + 3).SelectMany(picture => picture)];
            Assert.Equal(Two, Split([.. One[..random.Next(One.Length)], .. noise, .. calm], 5000)[^1]);
        }
    }

    [Fact]
    public void Once_warm_it_allocates_nothing()
    {
        var splitter = new JpegSplitter(1 << 20);
        int found = 0;

        Assert.Equal(0, Allocations.Of(() => found = Feed(splitter, 200)));
        Assert.Equal(200, found);
    }

    private static int Feed(JpegSplitter splitter, int pictures)
    {
        int found = 0;
        for (int i = 0; i < pictures; i++)
        {
            for (int at = 0; at < One.Length;)
            {
                Memory<byte> space = splitter.Space();
                int length = Math.Min(Math.Min(1500, space.Length), One.Length - at);
                One.AsSpan(at, length).CopyTo(space.Span);
                splitter.Wrote(length);
                at += length;
                while (splitter.TryTake(out _))
                    found++;
            }
        }

        return found;
    }

    private static List<byte[]> Split(byte[] stream, int chunk, int maxBytes = 1 << 20)
    {
        var splitter = new JpegSplitter(maxBytes);
        var found = new List<byte[]>();
        for (int at = 0; at < stream.Length;)
        {
            Memory<byte> space = splitter.Space();
            Assert.InRange(space.Length, 1, maxBytes);
            int length = Math.Min(Math.Min(chunk, space.Length), stream.Length - at);
            stream.AsSpan(at, length).CopyTo(space.Span);
            splitter.Wrote(length);
            at += length;
            while (splitter.TryTake(out ReadOnlyMemory<byte> jpeg))
                found.Add(jpeg.ToArray());
        }

        return found;
    }
}
