using BirbCam.Onnx.TfLite;
using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Onnx.Tests.TfLite;

/// <summary>Each operator against a computation that is written down here plainly, channels last as TFLite has them.</summary>
public sealed class ImportedOperatorTests
{
    private const byte Same = 0;
    private const byte Valid = 1;
    private const int Height = 7;
    private const int Width = 6;
    private static readonly int[] Picture = [1, Height, Width, 3];
    private static readonly float[] Pixels = Random(Height * Width * 3, seed: 1);

    private readonly TestTfLite _model = new();
    private readonly int _image;

    public ImportedOperatorTests() => _image = _model.Tensor(TestTfLite.Float, Picture);

    [Theory]
    [InlineData(Same, 1, 1, 3)]
    [InlineData(Same, 2, 1, 3)]
    [InlineData(Same, 3, 1, 2)]
    [InlineData(Valid, 1, 2, 3)]
    [InlineData(Valid, 2, 1, 5)]
    public void A_convolution(byte padding, int stride, int dilation, int kernel)
    {
        float[] weights = Random(4 * kernel * kernel * 3, seed: 2), bias = Random(4, seed: 3);
        float[] expected = Slide(padding, stride, dilation, kernel, 4, (y, x, o, ky, kx) =>
            Enumerable.Range(0, 3).Sum(i => At(y, x, i) * weights[(((((o * kernel) + ky) * kernel) + kx) * 3) + i]), o => bias[o]);

        int made = _model.Tensor(TestTfLite.Float, Made(padding, stride, dilation, kernel, 4));
        _model.Operator(3, [_image, _model.Floats(weights, 4, kernel, kernel, 3), _model.Floats(bias, 4)], made, Options(padding, stride, (4, dilation), (5, dilation)));
        AssertMakes(expected, made);
    }

    [Theory]
    [InlineData(Same, 2, 1, 5)]
    [InlineData(Valid, 1, 1, 3)]
    [InlineData(Same, 1, 2, 3)]
    public void A_convolution_of_each_channel_with_two_outputs(byte padding, int stride, int dilation, int kernel)
    {
        float[] weights = Random(kernel * kernel * 6, seed: 4);
        float[] expected = Slide(padding, stride, dilation, kernel, 6, (y, x, o, ky, kx) => At(y, x, o / 2) * weights[(((ky * kernel) + kx) * 6) + o], _ => 0);

        int made = _model.Tensor(TestTfLite.Float, Made(padding, stride, dilation, kernel, 6));
        _model.Operator(4, [_image, _model.Floats(weights, 1, kernel, kernel, 6), -1], made, Options(padding, stride, (3, 2), (5, dilation), (6, dilation)));
        AssertMakes(expected, made);
    }

    [Theory]
    [InlineData(Same, 2, 3)]
    [InlineData(Valid, 2, 2)]
    public void A_pool_that_averages_what_lies_inside(byte padding, int stride, int kernel)
    {
        float[] sums = Slide(padding, stride, 1, kernel, 3, (y, x, c, _, _) => At(y, x, c), _ => 0);
        float[] counts = Slide(padding, stride, 1, kernel, 3, (y, x, _, _, _) => IsInside(y, x) ? 1 : 0, _ => 0);
        AssertPools(1, padding, stride, kernel, [.. sums.Zip(counts, (sum, count) => sum / count)]);
    }

    [Theory]
    [InlineData(Same, 2, 3)]
    [InlineData(Valid, 1, 2)]
    public void A_pool_that_takes_the_largest(byte padding, int stride, int kernel)
    {
        float[] largest = new float[Slide(padding, stride, 1, kernel, 3, (_, _, _, _, _) => 0, _ => 0).Length];
        Array.Fill(largest, float.NegativeInfinity);
        for (int tap = 0; tap < kernel * kernel; tap++)
        {
            float[] one = Slide(padding, stride, 1, kernel, 3, (y, x, c, ky, kx) => (ky * kernel) + kx != tap ? 0 : IsInside(y, x) ? At(y, x, c) : -9, _ => 0);
            largest = [.. largest.Zip(one, Math.Max)];
        }

        AssertPools(17, padding, stride, kernel, largest);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(18)]
    [InlineData(41)]
    public void Arithmetic_with_a_number_for_each_channel(byte code)
    {
        float[] numbers = Random(3, seed: 5);
        int made = _model.Tensor(TestTfLite.Float, Picture);
        _model.Operator(code, [_image, _model.Floats(numbers, 3)], made);
        AssertMakes([.. Pixels.Select((pixel, i) => code == 0 ? pixel + numbers[i % 3] : code == 18 ? pixel * numbers[i % 3] : pixel - numbers[i % 3])], made);
    }

    [Fact]
    public void A_picture_times_its_own_means()
    {
        int means = _model.Tensor(TestTfLite.Float, [1, 3]), made = _model.Tensor(TestTfLite.Float, Picture);
        _model.Operator(40, [_image, _model.Integers(1, 2)], means).Operator(18, [_image, means], made);

        float[] expected = [.. Enumerable.Range(0, 3).Select(c => Pixels.Where((_, i) => i % 3 == c).Average())];
        AssertMakes([.. Pixels.Select((pixel, i) => pixel * expected[i % 3])], made);
    }

    [Fact]
    public void Means_over_one_side_keep_the_order_of_the_others()
    {
        int made = _model.Tensor(TestTfLite.Float, [1, Width, 3]);
        _model.Operator(40, [_image, _model.Integers(-3)], made);
        AssertMakes([.. from x in Enumerable.Range(0, Width) from c in Enumerable.Range(0, 3) select Enumerable.Range(0, Height).Average(y => At(y, x, c))], made);
    }

    [Fact]
    public void A_layer_that_reads_the_whole_picture_reads_it_in_TFLites_order()
    {
        float[] weights = Random(2 * Pixels.Length, seed: 6);
        int made = _model.Tensor(TestTfLite.Float, [1, 2]);
        _model.Operator(9, [_image, _model.Floats(weights, 2, Pixels.Length)], made);
        AssertMakes([.. Enumerable.Range(0, 2).Select(o => Pixels.Select((pixel, i) => pixel * weights[(o * Pixels.Length) + i]).Sum())], made);
    }

    [Fact]
    public void A_picture_that_becomes_another_keeps_TFLites_order()
    {
        int made = _model.Tensor(TestTfLite.Float, [1, 2, 9, 7]);
        _model.Operator(22, [_image], made);
        AssertMakes(Pixels, made);
    }

    [Fact]
    public void Pictures_side_by_side_and_channel_by_channel()
    {
        int wide = _model.Tensor(TestTfLite.Float, [1, Height, 2 * Width, 3]), made = _model.Tensor(TestTfLite.Float, [1, Height, 2 * Width, 6]);
        _model.Operator(2, [_image, _image], wide, new FlatFields { [0] = 2 }).Operator(2, [wide, wide], made, new FlatFields { [0] = -1 });
        AssertMakes(
            [.. from y in Enumerable.Range(0, Height) from x in Enumerable.Range(0, 2 * Width) from c in Enumerable.Range(0, 6) select At(y, x % Width, c % 3)],
            made);
    }

    [Fact]
    public void A_border_of_zeros()
    {
        int made = _model.Tensor(TestTfLite.Float, [1, Height + 3, Width + 1, 3]);
        _model.Operator(34, [_image, _model.Integers(0, 0, 1, 2, 0, 1, 0, 0)], made);
        AssertMakes(
            [.. from y in Enumerable.Range(-1, Height + 3) from x in Enumerable.Range(0, Width + 1) from c in Enumerable.Range(0, 3) select At(y, x, c)], made);
    }

    [Theory]
    [InlineData(19, 0, float.PositiveInfinity)]
    [InlineData(20, -1, 1)]
    [InlineData(21, 0, 6)]
    public void An_activation(byte code, float low, float high)
    {
        int tenfold = _model.Tensor(TestTfLite.Float, Picture), made = _model.Tensor(TestTfLite.Float, Picture);
        _model.Operator(18, [_image, _model.Floats([10], 1)], tenfold).Operator(code, [tenfold], made);
        AssertMakes([.. Pixels.Select(pixel => Math.Clamp(10 * pixel, low, high))], made);
    }

    [Theory]
    [InlineData(1, 0, float.PositiveInfinity)]
    [InlineData(2, -1, 1)]
    [InlineData(3, 0, 6)]
    public void An_activation_that_is_fused(byte activation, float low, float high)
    {
        int made = _model.Tensor(TestTfLite.Float, Picture);
        _model.Operator(0, [_image, _image], made, new FlatFields { [0] = activation });
        AssertMakes([.. Pixels.Select(pixel => Math.Clamp(2 * pixel, low, high))], made);
    }

    [Fact]
    public void A_sharpened_softmax()
    {
        int sums = _model.Tensor(TestTfLite.Float, [1, 1, 1, 3]), made = _model.Tensor(TestTfLite.Float, [1, 1, 1, 3]);
        _model.Operator(40, [_image, _model.Integers(1, 2)], sums, new FlatFields { [0] = (byte)1 }).Operator(25, [sums], made, new FlatFields { [0] = 3f });
        double[] powers = [.. Enumerable.Range(0, 3).Select(c => Math.Exp(3 * Pixels.Where((_, i) => i % 3 == c).Average()))];
        AssertMakes([.. powers.Select(power => (float)(power / powers.Sum()))], made);
    }

    /// <summary>1×1 weights with a scale for each output, and a bias that counts in steps of the input's scale times the weights'.</summary>
    [Fact]
    public void A_quantised_convolution_saturates_at_what_its_integers_can_hold()
    {
        var model = new TestTfLite();
        int image = model.Tensor(TestTfLite.UInt8, [1, 1, 1, 3], scale: 0.5f, zeroPoint: 128);
        int weights = model.Constant(TestTfLite.Int8, [10, 0, 0, 0, 246, 0, 1, 1, 1, 127, 0, 0], [4, 1, 1, 3], new FlatFields { [2] = new[] { 0.1f, 0.2f, 0.4f, 1f }, [3] = new long[4] });
        int bias = model.Constant(TestTfLite.Int32, [.. new[] { 20, 0, -5, 0 }.SelectMany(BitConverter.GetBytes)], [4], new FlatFields { [2] = new[] { 99f } });
        int made = model.Tensor(TestTfLite.Int8, [1, 1, 1, 4], scale: 0.1f, zeroPoint: -28);
        byte[] file = model.Operator(3, [image, weights, bias], made, new FlatFields { [0] = Valid, [1] = 1, [2] = 1 }).Flattened(made);

        // 10·0.1·3 + 20·0.05; -10·0.2·2; (3 + 2 + 1)·0.4 - 5·0.2; 127·3, of which the integers hold (127 + 28)·0.1.
        Assert.Equal([4f, -4f, 1.4f, 15.5f], Run(file, [3, 2, 1], 1, 1), Near);
    }

    /// <summary>Axis 3, where the outputs of a depthwise convolution lie; the wrong one would have refused or mixed the scales.</summary>
    [Fact]
    public void A_quantised_convolution_of_each_channel_has_its_scales_along_the_last_axis()
    {
        var model = new TestTfLite();
        int image = model.Tensor(TestTfLite.Int8, [1, 1, 1, 3], scale: 0.5f, zeroPoint: -128);
        float[] scales = [1, 10, 100, 0.1f, 0.01f, 0.001f];
        int weights = model.Constant(TestTfLite.Int8, [1, 2, 3, 4, 5, 6], [1, 1, 1, 6], new FlatFields { [2] = scales, [3] = new long[6], [6] = 3 });
        int made = model.Tensor(TestTfLite.Float, [1, 1, 1, 6]);
        byte[] file = model.Operator(4, [image, weights, -1], made, Options(Valid, 1, (3, 2))).Flattened(made);

        Assert.Equal([1f, 20f, 600f, 0.8f, 0.15f, 0.018f], Run(file, [1, 2, 3], 1, 1), Near);
    }

    [Fact]
    public void Weights_of_half_precision_are_unpacked()
    {
        const byte half = 1;
        float[] weights = [0.5f, -2, 3];
        int packed = _model.Constant(half, [.. weights.SelectMany(weight => BitConverter.GetBytes((Half)weight))], [3], []);
        int unpacked = _model.Tensor(TestTfLite.Float, [3]), made = _model.Tensor(TestTfLite.Float, Picture);
        _model.Operator(6, [packed], unpacked).Operator(18, [_image, unpacked], made);
        AssertMakes([.. Pixels.Select((pixel, i) => pixel * weights[i % 3])], made);
    }

    [Fact]
    public void A_final_softmax_is_not_hidden_behind_a_clip()
    {
        var model = new TestTfLite();
        int image = model.Tensor(TestTfLite.UInt8, [1, 1, 1, 3], scale: 0.5f, zeroPoint: 128);
        int flat = model.Tensor(TestTfLite.UInt8, [1, 3], 0.5f, 128), made = model.Tensor(TestTfLite.Int8, [1, 3], 1 / 256f, -128);
        int shifted = model.Tensor(TestTfLite.UInt8, [1, 3], 1 / 256f);
        byte[] file = model.Operator(22, [image], flat).Operator(25, [flat], made, new FlatFields { [0] = 1f }).Operator(114, [made], shifted).File();

        ImportedClassifier imported = TfLiteImport.Read(file);
        using var onnx = new TemporaryFile(imported.Model);

        Assert.Equal("Softmax", imported.FinalActivation);
        Assert.DoesNotContain("Clip", ModelDescription.Of(ModelFile.Read(onnx.Path)).Operators.Keys);
        Assert.InRange(Run(file, [60, 0, 0], 1, 1)[0], 0.9999f, 1);
    }

    [Fact]
    public void An_operator_that_cannot_be_imported_is_named_with_its_place()
    {
        const byte stridedSlice = 45;
        int made = _model.Tensor(TestTfLite.Float, Picture), sliced = _model.Tensor(TestTfLite.Float, Picture);
        byte[] file = _model.Operator(19, [_image], made).Operator(stridedSlice, [made], sliced).Flattened(sliced);

        Assert.Equal("operator 1 is STRIDED_SLICE, which cannot be imported", Assert.Throws<TfLiteFormatException>(() => TfLiteImport.Read(file)).Message);
    }

    private static bool Near(float a, float b) => Math.Abs(a - b) <= 1e-5f * Math.Max(1, Math.Abs(a));

    private static float[] Random(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
    }

    private static bool IsInside(int y, int x) => y >= 0 && y < Height && x >= 0 && x < Width;

    private static float At(int y, int x, int channel) => IsInside(y, x) ? Pixels[(((y * Width) + x) * 3) + channel] : 0;

    private static FlatFields Options(byte padding, int stride, params (int Field, int Value)[] others)
    {
        var options = new FlatFields { [0] = padding, [1] = stride, [2] = stride };
        foreach ((int field, int value) in others)
            options[field] = value;
        return options;
    }

    private static int[] Made(byte padding, int stride, int dilation, int kernel, int channels)
    {
        int reach = ((kernel - 1) * dilation) + 1;
        return padding == Same
            ? [1, (Height + stride - 1) / stride, (Width + stride - 1) / stride, channels]
            : [1, ((Height - reach) / stride) + 1, ((Width - reach) / stride) + 1, channels];
    }

    /// <summary>Sums over a window, at each of its places.</summary>
    private static float[] Slide(
        byte padding, int stride, int dilation, int kernel, int channels, Func<int, int, int, int, int, float> tap, Func<int, float> start)
    {
        int[] made = Made(padding, stride, dilation, kernel, channels);
        int reach = ((kernel - 1) * dilation) + 1;
        int top = padding == Same ? Math.Max(0, ((made[1] - 1) * stride) + reach - Height) / 2 : 0;
        int left = padding == Same ? Math.Max(0, ((made[2] - 1) * stride) + reach - Width) / 2 : 0;
        return [.. from y in Enumerable.Range(0, made[1])
                   from x in Enumerable.Range(0, made[2])
                   from o in Enumerable.Range(0, channels)
                   select start(o) + Enumerable.Range(0, kernel * kernel).Sum(k
                       => tap((y * stride) - top + (k / kernel * dilation), (x * stride) - left + (k % kernel * dilation), o, k / kernel, k % kernel))];
    }

    private static float[] Run(byte[] file, float[] channelsFirst, int height, int width)
    {
        ImportedClassifier imported = TfLiteImport.Read(file);
        using var runtime = new Runtime(imported.Model);
        using OrtValue image = Runtime.Tensor(channelsFirst, 1, 3, height, width);
        using OrtValue answer = runtime.Run(new Dictionary<string, OrtValue> { [imported.Input] = image }, imported.Output)[0];
        return answer.GetTensorDataAsSpan<float>().ToArray();
    }

    private void AssertPools(byte code, byte padding, int stride, int kernel, float[] expected)
    {
        int made = _model.Tensor(TestTfLite.Float, Made(padding, stride, 1, kernel, 3));
        _model.Operator(code, [_image], made, Options(padding, stride, (3, kernel), (4, kernel)));
        AssertMakes(expected, made);
    }

    private void AssertMakes(float[] expected, int tensor)
    {
        float[] channelsFirst = [.. from c in Enumerable.Range(0, 3) from y in Enumerable.Range(0, Height) from x in Enumerable.Range(0, Width) select At(y, x, c)];
        Assert.Equal(expected, Run(_model.Flattened(tensor), channelsFirst, Height, Width), Near);
    }
}
