using BirbCam.Onnx;
using BirbCam.Onnx.Format;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Explanation.Methods;
using Microsoft.ML.OnnxRuntime;
using OneExplanation = BirbCam.Vision.Explanation.Explanation;

namespace BirbCam.Vision.Tests.Explanation;

/// <summary>A small network of five classes, its picture, and the maps that torch found for it.</summary>
public sealed class ExplainerTests : IDisposable
{
    private static readonly InputView View = new(10, 20, 32, 32);

    private readonly ModelFile _file = ModelFile.Read(ExplanationFixtures.PathOf("tiny.onnx"));
    private readonly ExplainableModel _model;
    private readonly ForwardPass _pass;
    private readonly Explainer _explainer;

    public ExplainerTests()
    {
        _model = ExplainableModel.Build(_file, [1, 3, 32, 32], "image", "prob");
        _pass = new ForwardPass(_model);
        _explainer = new Explainer(_model, CamMethod.GradCam);
        Look();
    }

    [Fact]
    public void The_map_of_every_class_equals_torchs()
    {
        Npy expected = ExplanationFixtures.Array("tiny.gradcam");
        for (int c = 0; c < _model.ClassCount; c++)
        {
            OneExplanation found = _explainer.Explain(_pass, c, $"class {c}");
            ReadOnlySpan<float> map = expected.Values.AsSpan(c * 64, 64);
            float largest = map.ToArray().Max(Math.Abs);
            for (int place = 0; place < 64; place++)
                Assert.Equal(map[place], found.Map[place], 1e-4f * largest);
        }
    }

    [Fact]
    public void An_explanation_says_what_was_explained_and_where_it_lies()
    {
        OneExplanation found = _explainer.Explain(_pass, 2, "sparrow");

        Assert.Equal(("sparrow", CamMethod.GradCam, "clip_52"), (found.Label, found.Method, found.Layer));
        Assert.Equal((8, 8, View), (found.Width, found.Height, found.View));
    }

    [Fact]
    public void An_earlier_explanation_keeps_its_map_when_another_is_made()
    {
        OneExplanation first = _explainer.Explain(_pass, 0, "chickadee");
        float[] before = first.Map.ToArray();

        _explainer.Explain(_pass, 1, "magpie");

        Assert.Equal(before, first.Map.ToArray());
    }

    /// <summary>The pipeline explains on the device: what it allocates is the map of 64 floats and the runtime's few bookkeeping objects.</summary>
    [Fact]
    public void Explaining_allocates_little_more_than_the_map()
    {
        for (int i = 0; i < 10; i++)
            _explainer.Explain(_pass, 0, "chickadee");

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            _explainer.Explain(_pass, i % 5, "chickadee");
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 0, 2048);
    }

    [Fact]
    public void A_class_that_the_network_does_not_have_is_refused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => _explainer.Explain(_pass, 5, "walrus"));

    public void Dispose()
    {
        _explainer.Dispose();
        _pass.Dispose();
    }

    private void Look()
    {
        Npy input = ExplanationFixtures.Array("tiny.input");
        using var session = new InferenceSession(_model.Forward(_file));
        using OrtValue picture = OrtValue.CreateTensorValueFromMemory(input.Values, input.LongShape);
        using var options = new RunOptions();
        _pass.Refill(View, input.Values, session.Run(options, [_model.Input.Name], [picture], [.. _model.ForwardOutputs]));
    }
}
