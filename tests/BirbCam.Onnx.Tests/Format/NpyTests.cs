using System.Buffers.Binary;
using System.Text;
using BirbCam.Tests;

namespace BirbCam.Onnx.Tests.Format;

public sealed class NpyTests
{
    /// <summary>What numpy.save of numpy 1.24 writes of numpy.array([[1.5, -2.0, 0.0]], '&lt;f4').</summary>
    private const string SavedByNumpy = "934e554d505901007600"
        + "7b276465736372273a20273c6634272c2027666f727472616e5f6f72646572273a2046616c73652c20277368617065273a2028312c2033292c207d";

    public static TheoryData<int[]> Shapes => new() { Array.Empty<int>(), new[] { 3 }, new[] { 2, 3 }, new[] { 1, 3, 4, 5 }, new[] { 0 }, new[] { 2, 0, 4 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void What_is_written_is_read_back(int[] shape)
    {
        float[] values = [.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(i => i * 0.1f)];
        byte[] file = Npy.Encode(values, shape);
        Npy back = Npy.Decode(file);

        Assert.Equal(values, back.Values);
        Assert.Equal(shape, back.Shape);
        Assert.Equal(0, (file.Length - (4 * values.Length)) % 64);
    }

    [Fact]
    public void What_numpy_saved_is_read()
    {
        byte[] file = new byte[128 + 12];
        Convert.FromHexString(SavedByNumpy).CopyTo(file, 0);
        file.AsSpan(SavedByNumpy.Length / 2, 128 - (SavedByNumpy.Length / 2) - 1).Fill((byte)' ');
        file[127] = (byte)'\n';
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(128), 1.5f);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(132), -2);

        Npy array = Npy.Decode(file);

        Assert.Equal([1.5f, -2, 0], array.Values);
        Assert.Equal([1, 3], array.Shape);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void The_later_versions_have_a_longer_length(byte version)
    {
        byte[] header = Encoding.UTF8.GetBytes("{'shape': (2,), 'fortran_order': False, 'descr': '<f4'}\n");
        byte[] file = [0x93, .. "NUMPY"u8, version, 0, (byte)header.Length, 0, 0, 0, .. header, 0, 0, 128, 63, 0, 0, 0, 64];

        Assert.Equal([1, 2], Npy.Decode(file).Values);
    }

    [Theory]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", "'<f8'")]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }", "'>f4'")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }", "'|O'")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }", "<f4")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (2,), }", "row order")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "12 bytes")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "4 bytes")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647), }", "2147483647")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-2, -1), }", "'-2'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,), }", "'99999999999'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False}", "shape")]
    [InlineData("", "<f4")]
    [InlineData("{'descr': 'x\n\r\ny', 'fortran_order': False, 'shape': (2,), }", "x   y")]
    public void Another_array_is_refused_in_one_line(string header, string named)
    {
        byte[] file = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.Latin1.GetBytes(header), .. new byte[8]];

        string message = Assert.Throws<InvalidDataException>(() => Npy.Decode(file)).Message;
        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(0)]
    public void Another_version_is_refused(byte version)
        => Assert.Contains("1.0 to 3.0", Assert.Throws<InvalidDataException>(() => Npy.Decode([0x93, .. "NUMPY"u8, version, 0, 0, 0])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_header_without_end_is_refused_before_it_is_read()
        => Assert.Throws<InvalidDataException>(() => Npy.Decode([0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 255, .. new byte[100]]));

    [Fact]
    public void Every_cut_and_every_changed_byte_is_an_array_or_refused()
    {
        byte[] whole = Npy.Encode([1, 2, 3, 4, 5, 6], 2, 3);
        for (int length = 0; length < whole.Length; length++)
            Assert.Throws<InvalidDataException>(() => Npy.Decode(whole.AsSpan(0, length)));

        var random = new Random(1);
        for (int round = 0; round < 5000; round++)
        {
            byte[] changed = [.. whole];
            for (int i = 0; i <= round % 3; i++)
                changed[random.Next(128)] = (byte)random.Next(256);
            try
            {
                Assert.Equal(6, Npy.Decode(changed).Values.Length);
            }
            catch (InvalidDataException refused)
            {
                Assert.DoesNotContain('\n', refused.Message);
            }
        }
    }

    [Fact]
    public void Values_that_do_not_fill_the_shape_are_not_written()
        => Assert.Throws<ArgumentOutOfRangeException>(() => Npy.Encode([1, 2, 3], 2, 2));

    [Fact]
    public void The_shared_arrays_are_read()
    {
        Npy input = Npy.Read(SharedData.Require(Path.Combine("fixtures", "gradcam", "vit_tiny", "input.npy")));
        Assert.Equal([1, 3, 96, 96], input.Shape);
    }
}
