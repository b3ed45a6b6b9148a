using BirbCam.Onnx.Gradients;
using BirbCam.Onnx.TfLite;
using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Onnx.Tests.TfLite;

/// <summary>A whole classifier against the conversion that the fixtures were made with, and against an integer runtime.</summary>
public sealed class TfLiteImportTests
{
    private readonly TinyClassifier _tiny = new();

    [Fact]
    public void What_has_to_be_known_to_feed_a_classifier_comes_with_it()
    {
        ImportedClassifier imported = TfLiteImport.Read(_tiny.File);

        Assert.Equal((32, 32, TinyClassifier.Classes), (imported.Width, imported.Height, imported.ClassCount));
        Assert.Equal(new PixelScale(1 / 128.0, 1), imported.Pixels);
        Assert.Equal("Softmax", imported.FinalActivation);
    }

    [Fact]
    public void The_same_file_gives_the_same_bytes()
        => Assert.Equal(TfLiteImport.Read(_tiny.File).Model, TfLiteImport.Read(_tiny.File).Model);

    /// <summary>
    /// The same graph in single precision: kernels for other processors add up in another order. Up to 1e-6 with AVX-512, 1.9e-6 with AVX2; a wrong
    /// rounding limit or a wrong padding changes the second digit.
    /// </summary>
    private const float OtherOrderOfSums = 1e-5f;

    [Fact]
    public void The_probabilities_equal_the_reference_conversions()
    {
        Npy expected = _tiny.Read("prob_float");
        float[][] actual = Probabilities();

        for (int picture = 0; picture < TinyClassifier.Pictures; picture++)
        {
            for (int c = 0; c < TinyClassifier.Classes; c++)
                Assert.Equal(expected.Values[(picture * TinyClassifier.Classes) + c], actual[picture][c], OtherOrderOfSums);
        }
    }

    /// <summary>Rounding to eight bits is what a float model leaves out; the figures are those of the fixtures' page.</summary>
    [Fact]
    public void The_answers_are_those_of_an_integer_runtime_but_for_its_rounding()
    {
        float[] integers = _tiny.ArmNn;
        float[][] reals = Probabilities();

        int sameNames = 0;
        for (int picture = 0; picture < TinyClassifier.Pictures; picture++)
        {
            float[] rounded = integers[(picture * TinyClassifier.Classes)..((picture + 1) * TinyClassifier.Classes)];
            sameNames += rounded.IndexOf(rounded.Max()) == reals[picture].IndexOf(reals[picture].Max()) ? 1 : 0;
            for (int c = 0; c < TinyClassifier.Classes; c++)
                Assert.InRange(Math.Abs(rounded[c] - reals[picture][c]), 0, 0.0535f);
        }

        Assert.InRange(sameNames, 11, 12);
    }

    [Fact]
    public void The_last_layer_and_its_gradient_equal_the_references()
    {
        ImportedClassifier imported = TfLiteImport.Read(_tiny.File);
        using var file = new TemporaryFile(imported.Model);
        ModelFile read = ModelFile.Read(file.Path);
        ExplainableModel model = ExplainableModel.Build(read, [1, 3, 32, 32], imported.Input, imported.Output);

        Npy activation = _tiny.Read("last.act"), gradients = _tiny.Read("last.grad");
        Assert.Equal("last", model.Target!.Name);
        Assert.Equal("Softmax", model.FinalActivation);
        Assert.Equal(activation.Shape, model.Target.Tensor.Shape);

        using var forward = new Runtime(model.Forward(read));
        using OrtValue picture = Runtime.Tensor(_tiny.Picture(0), 1, 3, 32, 32);
        OrtValue[] tensors = forward.Run(new Dictionary<string, OrtValue> { [model.Input.Name] = picture }, [.. model.ForwardOutputs]);
        Dictionary<string, OrtValue> byName = model.ForwardOutputs.Zip(tensors).ToDictionary(pair => pair.First, pair => pair.Second);
        Assert.InRange(Agreement.RelativeError(activation.Values, byName[model.Target.Name].GetTensorDataAsSpan<float>()), 0, 1e-6f);

        using var backward = new BackwardRun(model.Backward!, model.Target.Tensor, model.Score);
        int size = activation.Values.Length;
        for (int c = 0; c < TinyClassifier.Classes; c++)
        {
            float[] seed = new float[TinyClassifier.Classes];
            seed[c] = 1;
            Assert.InRange(Agreement.RelativeError(gradients.Values.AsSpan(c * size, size), backward.Gradient(tensor => byName[tensor], seed)), 0, 1e-6f);
        }
    }

    private float[][] Probabilities()
    {
        ImportedClassifier imported = TfLiteImport.Read(_tiny.File);
        using var runtime = new Runtime(imported.Model);
        return [.. Enumerable.Range(0, TinyClassifier.Pictures).Select(picture =>
        {
            using OrtValue image = Runtime.Tensor(_tiny.Picture(picture), 1, 3, 32, 32);
            using OrtValue answer = runtime.Run(new Dictionary<string, OrtValue> { [imported.Input] = image }, imported.Output)[0];
            return answer.GetTensorDataAsSpan<float>().ToArray();
        })];
    }
}
