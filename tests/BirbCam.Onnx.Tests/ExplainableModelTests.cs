using System.Text.Json;
using BirbCam.Onnx.Gradients;
using BirbCam.Onnx.Layers;
using BirbCam.Tests;
using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Onnx.Tests;

/// <summary>Whole networks against torch in float64.</summary>
public sealed class ExplainableModelTests
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
        ExplainableModel model = network.Load();

        Assert.Equal(network.TensorOf(layer), model.Target!.Name);
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

    /// <summary>The class token is read and nothing else after the last attention: the map lies before it.</summary>
    [Fact]
    public void The_tokens_that_a_transformer_still_looks_at_are_found_without_help()
    {
        MapLayer target = new NetworkFixture("vit_tiny").Load().Target!;

        Assert.Equal(new NetworkFixture("vit_tiny").TensorOf("block2_out"), target.Name);
        Assert.Equal((96, 6, 6, 96, 1, 96), (target.Channels, target.Height, target.Width, target.Start, target.ChannelStride, target.PlaceStride));
    }

    [Theory]
    [InlineData("last_ln1")]
    [InlineData("block2_out")]
    public void The_gradient_of_a_transformer_equals_torchs(string layer)
    {
        var network = new NetworkFixture("vit_tiny");
        (float[] gradient, _) = network.Gradient(network.Load(network.TensorOf(layer)));

        Assert.InRange(Agreement.RelativeError(network.Read($"{layer}.grad").Values.AsSpan(0, gradient.Length), gradient), 0, LastLayer);
    }

    /// <summary>Wrong rules are off by tenths. Deeper layers have more kinks, and a direction that crosses one is not the model's fault.</summary>
    [Theory]
    [MemberData(nameof(LastLayers))]
    [MemberData(nameof(DeeperLayers))]
    public void The_gradient_passes_its_own_check(string fixture, string layer)
    {
        var network = new NetworkFixture(fixture);

        Assert.InRange(network.Load(network.TensorOf(layer)).SelfCheckError!.Value, 0, 0.005);
    }

    /// <summary>The picture is a layer as any other: its gradient is the saliency map of old.</summary>
    [Theory]
    [InlineData("resnet34_fastai_slim")]
    [InlineData("vit_tiny")]
    public void The_gradient_reaches_the_picture(string fixture)
    {
        var network = new NetworkFixture(fixture);
        ExplainableModel model = network.Load("image");
        (float[] gradient, _) = network.Gradient(model);

        Assert.Equal(3, model.Target!.Channels);
        Assert.Contains(gradient, value => value != 0);
        Assert.NotNull(model.Backward);
        Assert.InRange(model.SelfCheckError!.Value, 0, 0.02);
    }

    [Fact]
    public void The_last_layer_of_a_plain_head_costs_the_forward_model_no_more_than_it_has_to()
    {
        var network = new NetworkFixture("resnet34_fastai_slim");
        ExplainableModel model = network.Load();

        Assert.Equal(2, model.Backward!.Saved.Count);
        Assert.InRange(model.Forward(ModelFile.Read(network.ModelPath)).Length - network.FileLength, 1, 1000);
        Assert.InRange(model.Backward.Model.Length, 1, 1 << 20);
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

    public ExplainableModel Load(string target = ExplainableModel.AutomaticLayer)
        => ExplainableModel.Build(ModelFile.Read(ModelPath), Read("input").Shape, "image", "probs", target);

    /// <summary>∂logit₀/∂target, and the logits.</summary>
    public (float[] Gradient, float[] Logits) Gradient(ExplainableModel model)
    {
        Npy input = Read("input");
        using var forward = new Runtime(model.Forward(ModelFile.Read(ModelPath)));
        using OrtValue picture = Runtime.Tensor(input.Values, input.LongShape);
        OrtValue[] tensors = forward.Run(new Dictionary<string, OrtValue> { [model.Input.Name] = picture }, [.. model.ForwardOutputs]);
        Dictionary<string, OrtValue> byName = model.ForwardOutputs.Zip(tensors).ToDictionary(pair => pair.First, pair => pair.Second);
        byName[model.Input.Name] = picture;

        float[] seed = new float[model.ClassCount];
        seed[0] = 1;
        using var backward = new BackwardRun(model.Backward!, model.Target!.Tensor, model.Score);
        return (backward.Gradient(tensor => byName[tensor], seed).ToArray(), tensors[0].GetTensorDataAsSpan<float>().ToArray());
    }
}
