using BirbCam.Onnx.Gradients;
using BirbCam.Onnx.Head;
using BirbCam.Onnx.Layers;
using BirbCam.Onnx.Probing;

namespace BirbCam.Onnx.Tests.Head;

/// <summary>Measured weights against the exact ones: they are the spatial mean of a gradient that torch agrees with.</summary>
public sealed class ChannelPerturbationTests
{
    /// <summary>Of the trials that the step was chosen by: off by 1e-5 to 2e-2, by how many thresholds a head has.</summary>
    [Theory]
    [InlineData("resnet34_fastai_slim", 1e-3)]
    [InlineData("squeezenet1_1", 1e-3)]
    [InlineData("vit_tiny", 1e-3)]
    [InlineData("convnext_slim", 1e-3)]
    public void Weights_without_a_rule_are_those_of_the_gradient(string fixture, double tolerance)
    {
        var network = new NetworkFixture(fixture);
        ModelFile file = ModelFile.Read(network.ModelPath);
        ExplainableModel model = network.Load();
        MapLayer layer = model.Target!;
        HeadModel head = HeadModel.Of(file, Probe.Run(file.Bytes.Span, null, file.Graph, model.Input), layer.Tensor, model.Score);
        float[] seed = [0, 0, 0, 1];
        using var trial = new Trial(file, model.Input, [layer.Name, .. model.Backward!.Saved, .. head.Saved], TestContext.Current.CancellationToken);

        float[] gradient = new float[layer.Channels * layer.Places];
        using (var exact = new BackwardRun(model.Backward, layer.Tensor, model.Score))
            layer.Gather(exact.Gradient(name => trial[name], seed), gradient);
        float[] weights = new float[layer.Channels];
        using (var measured = new ChannelPerturbation(head, layer))
            measured.Weights(trial[layer.Name], name => trial[name], seed, weights);

        float[] expected = [.. gradient.Chunk(layer.Places).Select(channel => channel.Average())];
        Assert.InRange(Agreement.RelativeError(expected, weights), 0, tolerance);
    }

    [Fact]
    public void A_head_carries_the_users_nodes_and_nothing_before_the_layer()
    {
        var network = new NetworkFixture("resnet34_fastai_slim");
        ModelFile file = ModelFile.Read(network.ModelPath);
        ExplainableModel model = network.Load();
        HeadModel head = HeadModel.Of(file, Probe.Run(file.Bytes.Span, null, file.Graph, model.Input), model.Target!.Tensor, model.Score);

        Assert.Empty(head.Saved);
        Assert.False(head.IsQuantised);
        Assert.InRange(head.Model.Length, 1, file.Bytes.Length / 20);
    }
}
