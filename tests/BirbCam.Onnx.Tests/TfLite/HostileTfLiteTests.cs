using BirbCam.Onnx.TfLite;
using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Onnx.Tests.TfLite;

/// <summary>Whatever a file holds, there is one kind of refusal, in one line, and no more memory than the file accounts for.</summary>
public sealed class HostileTfLiteTests
{
    /// <summary>A file of kilobytes may cost a few megabytes: its own objects, and each of its weights four times as large. Anything unbounded is far beyond.</summary>
    private const long MostBytes = 64 << 20;

    private readonly byte[] _file = new TinyClassifier().File;

    [Fact]
    public void A_model_that_is_cut_short_anywhere_is_refused_or_whole()
    {
        for (int length = 0; length < _file.Length; length++)
            AssertImportsOrRefuses(_file[..length]);
    }

    [Fact]
    public void Changed_bytes_are_refused_or_do_no_harm()
    {
        var random = new Random(7);
        int imported = 0;
        for (int round = 0; round < 20_000; round++)
            imported += AssertImportsOrRefuses(Damaged(random)) is null ? 0 : 1;

        // A fuzz that is refused at the door every time tries nothing.
        Assert.InRange(imported, 2_000, 18_000);
    }

    /// <summary>Offsets, sizes and indices are four bytes, and the interesting ones are at the edges.</summary>
    [Fact]
    public void Changed_numbers_are_refused_or_do_no_harm()
    {
        int[] extremes = [0, 1, -1, 2, 4, 0xFFFF, 1 << 16, 1 << 24, int.MaxValue, int.MinValue, _file.Length, _file.Length - 1, -_file.Length];
        for (int at = 0; at + 4 <= _file.Length; at += 4)
        {
            byte[] damaged = [.. _file];
            foreach (int extreme in extremes)
            {
                BitConverter.TryWriteBytes(damaged.AsSpan(at), extreme);
                AssertImportsOrRefuses(damaged);
            }
        }
    }

    /// <summary>ONNX Runtime has its own opinion of what the import lets through.</summary>
    [Fact]
    public void What_is_imported_of_a_changed_file_runs()
    {
        var random = new Random(8);
        for (int round = 0; round < 400; round++)
        {
            if (AssertImportsOrRefuses(Damaged(random)) is not ImportedClassifier imported)
                continue;

            using var runtime = new Runtime(imported.Model);
            using OrtValue image = Runtime.Tensor(new float[3 * imported.Width * imported.Height], 1, 3, imported.Height, imported.Width);
            using OrtValue answer = runtime.Run(new Dictionary<string, OrtValue> { [imported.Input] = image }, imported.Output)[0];
            Assert.Equal(imported.ClassCount, answer.GetTensorDataAsSpan<float>().Length);
        }
    }

    [Fact]
    public void Random_bytes_are_refused()
    {
        var random = new Random(9);
        for (int round = 0; round < 5_000; round++)
        {
            byte[] bytes = new byte[random.Next(8, 400)];
            random.NextBytes(bytes);
            "TFL3"u8.CopyTo(bytes.AsSpan(4));
            Assert.Throws<TfLiteFormatException>(() => TfLiteImport.Read(bytes));
        }
    }

    [Fact]
    public void A_text_file_is_refused()
        => Assert.Equal("not a TFLite model", Assert.Throws<TfLiteFormatException>(() => TfLiteImport.Read("# Model card\n"u8.ToArray())).Message);

    [Fact]
    public void Names_that_would_write_on_the_terminal_stay_in_one_line()
    {
        var model = new TestTfLite();
        model.Tensor(TestTfLite.Float, [1, 2, 2, 3]);
        int nobodys = model.Tensor(TestTfLite.Float, [1, 3]);
        byte[] file = model.Operator(19, [nobodys], model.Tensor(TestTfLite.Float, [1, 3])).File();
        file.AsSpan(file.AsSpan().IndexOf("t1"u8), 2).Fill((byte)'\n');

        Assert.Equal("operator 0, RELU: nothing makes its input '  ' before it", Refusal(file));
    }

    [Fact]
    public void Weights_that_are_named_again_and_again_are_refused()
    {
        var model = new TestTfLite();
        int made = model.Tensor(TestTfLite.Float, [1, 1, 1, 3]), weights = model.Floats(new float[90_000], 30_000, 1, 1, 3);
        for (int i = 0; i < 50; i++)
        {
            int wide = model.Tensor(TestTfLite.Float, [1, 1, 1, 30_000]);
            model.Operator(3, [0, weights], wide, new FlatFields { [1] = 1, [2] = 1 });
        }

        Assert.Contains("again and again", Refusal(model.Flattened(made)));
    }

    [Fact]
    public void Tensors_that_fill_the_memory_are_refused()
    {
        var model = new TestTfLite();
        int tensor = model.Tensor(TestTfLite.Float, [1, 1024, 1024, 3]), border = model.Integers(0, 0, 4000, 4000, 4000, 4000, 0, 0);
        for (int side = 9024; side <= 17024; side += 8000)
        {
            int wide = model.Tensor(TestTfLite.Float, [1, side, side, 3]);
            model.Operator(34, [tensor, border], wide);
            tensor = wide;
        }

        Assert.Contains("elements in its inner tensors", Refusal(model.Flattened(tensor)));
    }

    [Fact]
    public void A_run_that_would_not_end_is_refused()
    {
        var model = new TestTfLite();
        int tensor = model.Tensor(TestTfLite.Float, [1, 2048, 2048, 3]), weights = model.Floats(new float[3 * 300 * 300 * 3], 3, 300, 300, 3);
        int made = model.Tensor(TestTfLite.Float, [1, 2048, 2048, 3]);

        Assert.Contains("multiplications in a run", Refusal(model.Operator(3, [tensor, weights], made, new FlatFields { [1] = 1, [2] = 1 }).Flattened(made)));
    }

    [Fact]
    public void A_pool_that_would_not_end_is_refused()
    {
        var model = new TestTfLite();
        int tensor = model.Tensor(TestTfLite.Float, [1, 2048, 2048, 3]), made = model.Tensor(TestTfLite.Float, [1, 2048, 2048, 3]);

        var options = new FlatFields { [1] = 1, [2] = 1, [3] = 2001, [4] = 2001 };
        Assert.Contains("multiplications in a run", Refusal(model.Operator(17, [tensor], made, options).Flattened(made)));
    }

    [Fact]
    public void A_list_of_more_elements_than_there_are_numbers_for_is_refused()
    {
        var model = new TestTfLite();
        int image = model.Tensor(TestTfLite.Float, [1, 2048, 2048, 3]), list = model.Tensor(TestTfLite.Float, [1, 2048 * 2048 * 3]);
        model.Operator(22, [image], list);
        model.Operator(2, [.. Enumerable.Repeat(list, 256)], model.Tensor(TestTfLite.Float, [1, 3]), new FlatFields { [0] = 1 });

        Assert.Contains("too many to go together", Refusal(model.File()));
    }

    /// <summary>Names that the import finds for what it adds are numbered, and a file may have taken any of them.</summary>
    [Fact]
    public void A_tensor_that_is_called_as_the_import_would_call_another_is_no_obstacle()
    {
        var model = new TestTfLite();
        int from = model.Tensor(TestTfLite.Float, [1, 2, 2, 3]);
        for (int i = 0; i < 20; i++)
        {
            int to = model.Tensor(TestTfLite.Float, [1, 2, 2, 3]);
            model.Called(to, $"tanh_{(2 * i) + 4}").Operator(28, [from], to);
            from = to;
        }

        Assert.Equal(12, TfLiteImport.Read(model.Flattened(from)).ClassCount);
    }

    private static string Refusal(byte[] file) => Assert.Throws<TfLiteFormatException>(() => TfLiteImport.Read(file)).Message;

    private static ImportedClassifier? AssertImportsOrRefuses(byte[] file)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        ImportedClassifier? imported = null;
        try
        {
            imported = TfLiteImport.Read(file);
        }
        catch (TfLiteFormatException refusal)
        {
            Assert.DoesNotContain(refusal.Message, char.IsControl);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        return imported;
    }

    private byte[] Damaged(Random random)
    {
        byte[] damaged = [.. _file];
        for (int change = random.Next(1, 6); change > 0; change--)
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
        return damaged;
    }
}
