using System.Text.Json;
using BirbCam.Onnx.Tests.Gradients;
using BirbCam.Tests;
using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Onnx.Tests;

/// <summary>Whole networks against torch in float64.</summary>
public sealed class DifferentiableModelTests
{
    /// <summary>Of the fixtures' page: last layers are off by 1e-4 of the largest element at most. On x64 they reach 1e-6.</summary>
    private const float LastLayer = 1e-4f;

    /// <summary>The layer of each fixture whose choice the automatic rule has to reproduce.</summary>
    public static TheoryData<string, string> LastLayers => new()
    {
        { "resnet34_fastai_slim", "layer4" },
        { "mobilenet_v3_small", "features_last" },
        { "squeezenet1_1", "features_last" },
        { "densenet_slim", "features" },
        { "convnext_slim", "features_last" },
    };

    public static TheoryData<string, string> DeeperLayers => new()
    {
        { "resnet34_fastai_slim", "layer3" },
        { "mobilenet_v3_small", "features8" },
        { "squeezenet1_1", "features7" },
        { "densenet_slim", "denseblock3" },
        { "densenet_slim", "denseblock2" },
        { "convnext_slim", "features5" },
        { "convnext_slim", "features3" },
    };

    [Theory]
    [MemberData(nameof(LastLayers))]
    public void The_last_layer_is_found_without_help(string fixture, string layer)
    {
        var network = new NetworkFixture(fixture);
        DifferentiableModel model = network.Load();

        Assert.Equal(network.TensorOf(layer), model.Target.Name);
        Assert.Equal(network.ScoreTensor, model.Score.Name);
        Assert.Equal("Sigmoid", model.FinalActivation);
        Assert.Equal(4, model.ClassCount);
    }

    [Theory]
    [MemberData(nameof(LastLayers))]
    public void The_gradient_of_the_last_layer_equals_torchs(string fixture, string layer)
    {
        var network = new NetworkFixture(fixture);
        (float[] gradient, float[] logits) = network.Gradient(network.Load());

        Assert.InRange(Agreement.RelativeError(network.Read($"{layer}.grad").Values.AsSpan(0, gradient.Length), gradient), 0, LastLayer);
        Assert.InRange(Agreement.RelativeError(network.Read("logits").Values, logits), 0, LastLayer);
    }

    /// <summary>One ReLU near zero may fall on the other side in another runtime and change a patch of the gradient: so the many are compared, not the worst.</summary>
    [Theory]
    [MemberData(nameof(DeeperLayers))]
    public void The_gradient_of_a_deeper_layer_equals_torchs_but_for_kinks(string fixture, string layer)
    {
        var network = new NetworkFixture(fixture);
        (float[] gradient, _) = network.Gradient(network.Load(network.TensorOf(layer)));
        float[] expected = network.Read($"{layer}.grad").Values[..gradient.Length];

        float tolerance = LastLayer * expected.Max(Math.Abs);
        int off = gradient.Zip(expected).Count(pair => Math.Abs(pair.First - pair.Second) > tolerance);
        Assert.InRange(off, 0, gradient.Length / 50);
    }

    /// <summary>Tokens are no map yet; their gradient is exact all the same.</summary>
    [Theory]
    [InlineData("last_ln1")]
    [InlineData("block2_out")]
    public void The_gradient_of_a_transformer_equals_torchs(string layer)
    {
        var network = new NetworkFixture("vit_tiny");
        ModelFile file = ModelFile.Read(network.ModelPath);
        float[] gradient = GradientRun.Of(file, "image", network.Read("input"), network.ScoreTensor, new Npy([1, 0, 0, 0], [1, 4]), network.TensorOf(layer));

        Assert.InRange(Agreement.RelativeError(network.Read($"{layer}.grad").Values.AsSpan(0, gradient.Length), gradient), 0, LastLayer);
    }

    [Fact]
    public void The_last_layer_of_a_plain_head_costs_the_forward_model_no_more_than_it_has_to()
    {
        var network = new NetworkFixture("resnet34_fastai_slim");
        DifferentiableModel model = network.Load();

        Assert.Equal(2, model.SavedTensors.Count);
        Assert.InRange(model.Forward.Length - network.FileLength, 1, 1000);
        Assert.InRange(model.Backward.Length, 1, 1 << 20);
    }
}

/// <summary>One network of the shared fixtures.</summary>
internal sealed class NetworkFixture(string name)
{
    private readonly string _folder = SharedData.Require(Path.Combine("fixtures", "gradcam", name));

    private readonly JsonElement _meta = JsonDocument
        .Parse(File.ReadAllBytes(SharedData.Require(Path.Combine("fixtures", "gradcam", name, "meta.json")))).RootElement;

    public string ScoreTensor => _meta.GetProperty("score_tensor").GetString()!;

    public string ModelPath => Path.Combine(_folder, "model.onnx");

    public long FileLength => new FileInfo(ModelPath).Length;

    public string TensorOf(string layer) => _meta.GetProperty("layers").GetProperty(layer).GetProperty("onnx_tensor").GetString()!;

    public Npy Read(string array) => Npy.Read(Path.Combine(_folder, $"{array}.npy"));

    public DifferentiableModel Load(string? target = null)
        => DifferentiableModel.Load(ModelPath, Read("input").Shape, "image", "probs", target);

    /// <summary>∂logit₀/∂target, and the logits.</summary>
    public (float[] Gradient, float[] Logits) Gradient(DifferentiableModel model)
    {
        Npy input = Read("input");
        using var forward = new Runtime(model.Forward);
        using OrtValue picture = Runtime.Tensor(input.Values, input.LongShape);
        OrtValue[] tensors = forward.Run(new Dictionary<string, OrtValue> { [model.Input.Name] = picture }, [.. model.ForwardOutputs]);
        Dictionary<string, OrtValue> byName = model.ForwardOutputs.Zip(tensors).ToDictionary(pair => pair.First, pair => pair.Second);

        float[] seed = new float[model.ClassCount];
        seed[0] = 1;
        Dictionary<string, OrtValue> inputs = model.SavedTensors.ToDictionary(saved => saved, saved => byName[saved]);
        inputs[model.SeedInput] = Runtime.Tensor(seed, [.. model.Score.Shape.Select(size => (long)size)]);
        using var backward = new Runtime(model.Backward);
        using OrtValue gradient = backward.Run(inputs, model.GradientOutput)[0];
        return (gradient.GetTensorDataAsSpan<float>().ToArray(), tensors[0].GetTensorDataAsSpan<float>().ToArray());
    }
}
