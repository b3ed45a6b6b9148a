using BirbCam.Vision.Imaging;
using BirbCam.Vision.Tests.Imaging.Jpeg;

namespace BirbCam.Vision.Tests.Imaging;

public sealed class HostileJpegBySkiaTests() : HostileJpegTests(JpegLibrary.Skia);

public sealed class HostileJpegByTurboJpegTests() : HostileJpegTests(JpegLibrary.TurboJpeg)
{
    /// <summary>A packet was lost: the rest of the picture is grey. Skia shows it as it is.</summary>
    [Fact]
    public void A_picture_with_a_hole_is_refused()
    {
        byte[] beginning = FlatJpeg.Beginning(64, 48, 3);
        byte[] scan = FlatJpeg.Scan(64, 48, 3);

        AssertRefused([.. beginning, .. scan[..^4], 0xFF, 0xD9], 64, 48);
    }

    [Fact]
    public void A_picture_cut_short_behind_such_bytes_is_refused_all_the_same()
    {
        byte[] padded = [.. FlatJpeg.Beginning(64, 48, 3), .. FlatJpeg.Scan(64, 48, 3), 1, 2, 3, 4, 5, 6, 7];

        AssertRefused(padded, 64, 48);
        AssertRefused([.. padded, 0xFF], 64, 48);
    }
}

/// <summary>Bytes that mean harm or come from a broken cable end in one kind of error, and nothing is written where nothing should be, whichever library decodes.</summary>
public abstract class HostileJpegTests(JpegLibrary library)
{
    /// <summary>More than any of the pictures here may write behind its end by mistake: a row of 8,192 pixels.</summary>
    private const int Fence = 8192 * 3;

    private const byte Untouched = 0xA5;

    private readonly JpegDecoder _decoder = DecoderBy.Library(library);
    private readonly byte[] _memory = new byte[(64 * 48 * 3) + Fence];

    [Fact]
    public void A_picture_cut_anywhere_is_refused()
    {
        byte[] whole = JpegEncoder.Encode(Noise(64, 48), 64, 48, 90);
        for (int length = 0; length < whole.Length; length++)
            AssertRefused(whole[..length], 64, 48);
    }

    [Fact]
    public void Damage_is_one_kind_of_error_and_writes_nothing_behind_the_picture()
    {
        byte[] good = JpegEncoder.Encode(Noise(64, 48), 64, 48, 90);
        var random = new Random(3);
        for (int round = 0; round < 3_000; round++)
        {
            byte[] bad = good[..random.Next(1, good.Length + 1)];
            for (int flips = random.Next(1, 6); flips > 0; flips--)
            {
                // Half of them in the first 200 bytes, where the sizes and tables are.
                int at = random.Next(random.Next(2) == 0 ? Math.Min(200, bad.Length) : bad.Length);
                bad[at] ^= (byte)(1 << random.Next(8));
            }

            _ = IsRefused(bad, 64, 48);
        }
    }

    [Theory]
    [InlineData(6000, 6000)]
    [InlineData(64, 49)]
    [InlineData(8, 8)]
    public void A_header_that_lies_is_refused(int width, int height)
    {
        byte[] lying = [.. FlatJpeg.Beginning(width, height, 3), .. FlatJpeg.Scan(64, 48, 3), 0xFF, 0xD9];

        AssertRefused(lying, 64, 48);
    }

    [Fact]
    public void A_picture_larger_than_any_camera_is_refused_before_memory_is_made()
    {
        byte[] huge = [.. FlatJpeg.Beginning(65535, 65535, 3), .. FlatJpeg.Scan(64, 48, 3), 0xFF, 0xD9];
        GrayImage? grey = null;

        Assert.Throws<ImageFormatException>(() => JpegDecoder.ReadSize(huge));
        Assert.Throws<ImageFormatException>(() => _decoder.DecodeLuma(huge, 8, Rotation.None, ref grey));
        Assert.Null(grey);
    }

    /// <summary>Some lossless decoders do not scale: a column of one pixel would be eight times as long as its memory.</summary>
    [Fact]
    public void A_lossless_picture_is_refused()
    {
        byte[] lossless = FlatJpeg.Of(1, 48, components: 1, FlatJpeg.Lossless);
        GrayImage? grey = null;

        Assert.Throws<ImageFormatException>(() => _decoder.DecodeLuma(lossless, 8, Rotation.None, ref grey));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void Grey_colours_and_the_inks_of_print_are_shown(byte components)
    {
        byte[] jpeg = FlatJpeg.Of(64, 48, components);
        GrayImage? grey = null;
        _decoder.DecodeBgr(jpeg, 64, 48, Rotation.None, _memory);
        _decoder.DecodeLuma(jpeg, 8, Rotation.None, ref grey);

        // Half of each ink, the black too: a quarter of the light.
        int expected = components == 4 ? 64 : 128;
        Assert.All([_memory[0], _memory[1], _memory[2], grey!.Pixels[0]], value => Assert.InRange(value, expected - 2, expected + 2));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void A_number_of_components_that_means_nothing_is_refused(byte components)
        => AssertRefused(FlatJpeg.Of(64, 48, components), 64, 48);

    [Fact]
    public void Bytes_too_many_before_the_end_marker_are_a_cameras_habit_and_cost_nothing()
    {
        byte[] padded = [.. FlatJpeg.Beginning(64, 48, 3), .. FlatJpeg.Scan(64, 48, 3), 1, 2, 3, 4, 5, 6, 7, 0xFF, 0xD9];

        Assert.False(IsRefused(padded, 64, 48));
    }

    /// <summary>Cameras leave the Huffman tables out of motion JPEG: they are always the same.</summary>
    [Fact]
    public void A_picture_without_huffman_tables_is_read_with_the_usual_ones()
    {
        byte[] jpeg = FlatJpeg.WithoutTables(64, 48, components: 3);
        _decoder.DecodeBgr(jpeg, 64, 48, Rotation.None, _memory);

        Assert.Equal(-1, _memory.AsSpan(0, 64 * 48 * 3).IndexOfAnyExcept((byte)128));
    }

    protected void AssertRefused(byte[] jpeg, int width, int height) => Assert.True(IsRefused(jpeg, width, height));

    /// <summary>Whether the full picture is refused. At any reduction nothing but an <see cref="ImageFormatException"/> of one line may come of it.</summary>
    protected bool IsRefused(byte[] jpeg, int width, int height)
    {
        Array.Fill(_memory, Untouched);
        int bytes = width * height * 3;
        Exception? full = Record.Exception(() => _decoder.DecodeBgr(jpeg, width, height, Rotation.None, _memory));
        AssertOneLine(full);
        Assert.Equal(-1, _memory.AsSpan(bytes).IndexOfAnyExcept(Untouched));

        foreach (int reduction in new[] { 1, 2, 4, 8 })
        {
            GrayImage? grey = null;
            AssertOneLine(Record.Exception(() => _decoder.DecodeLuma(jpeg, reduction, Rotation.None, ref grey)));
        }

        return full is not null;
    }

    private static void AssertOneLine(Exception? refusal)
    {
        Assert.True(refusal is null or ImageFormatException, refusal?.ToString());
        Assert.DoesNotContain('\n', refusal?.Message ?? "");
    }

    private static byte[] Noise(int width, int height)
    {
        byte[] bgr = new byte[width * height * 3];
        new Random(7).NextBytes(bgr);
        return bgr;
    }
}
