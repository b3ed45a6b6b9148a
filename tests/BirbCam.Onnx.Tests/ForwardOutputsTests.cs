using BirbCam.Onnx.Format;
using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Onnx.Tests;

/// <summary>What is decided must not depend on whether it can be explained: the same answers with and without the additional outputs.</summary>
public sealed class ForwardOutputsTests
{
    private const string Probabilities = "probs";

    [Theory]
    [MemberData(nameof(ExplainableModelTests.LastLayers), MemberType = typeof(ExplainableModelTests))]
    public void The_outputs_of_the_last_layer_change_no_bit_of_the_answer(string fixture, string layer)
    {
        var network = new NetworkFixture(fixture);
        ExplainableModel model = network.Load(network.TensorOf(layer));
        byte[] users = File.ReadAllBytes(network.ModelPath);
        byte[] forward = model.Forward(ModelFile.Read(network.ModelPath));

        Assert.Equal(Bits(Run(network, users, Probabilities)), Bits(Run(network, forward, Probabilities, [.. model.ForwardOutputs])));

        // The user's own outputs are probabilities: one more shows the logits, and nothing of the layer.
        byte[] withLogits = AppendOutputs.To(users, [model.Score.Name]);
        Assert.Equal(Bits(Run(network, withLogits, model.Score.Name)), Bits(Run(network, forward, model.Score.Name, [.. model.ForwardOutputs.Skip(1)])));
    }

    /// <summary>
    /// Tensors in the middle keep ONNX Runtime from fusing operators across them, and then it rounds elsewhere. The last map of a transformer with a class
    /// token lies before its last block, so it is one of these.
    /// </summary>
    [Theory]
    [InlineData("vit_tiny", "block2_out")]
    [MemberData(nameof(ExplainableModelTests.DeeperLayers), MemberType = typeof(ExplainableModelTests))]
    public void The_outputs_of_a_deeper_layer_change_the_logits_by_rounding_only(string fixture, string layer)
    {
        var network = new NetworkFixture(fixture);
        ExplainableModel model = network.Load(network.TensorOf(layer));
        byte[] withLogits = AppendOutputs.To(File.ReadAllBytes(network.ModelPath), [model.Score.Name]);

        float[] without = Run(network, withLogits, model.Score.Name);
        float[] with = Run(network, model.Forward(ModelFile.Read(network.ModelPath)), model.Score.Name, [.. model.ForwardOutputs.Skip(1)]);

        Assert.InRange(Agreement.RelativeError(without, with), 0, 1e-6f);
    }

    private static int[] Bits(float[] values) => Array.ConvertAll(values, BitConverter.SingleToInt32Bits);

    /// <param name="output">The one that is returned.</param>
    /// <param name="others">What is asked for besides: outputs that nobody asks for might cost nothing and change nothing.</param>
    private static float[] Run(NetworkFixture network, byte[] bytes, string output, params string[] others)
    {
        Npy input = network.Read("input");
        using var runtime = new Runtime(bytes);
        using OrtValue picture = Runtime.Tensor(input.Values, input.LongShape);
        OrtValue[] results = runtime.Run(new Dictionary<string, OrtValue> { ["image"] = picture }, [output, .. others]);
        float[] values = results[0].GetTensorDataAsSpan<float>().ToArray();
        Array.ForEach(results, result => result.Dispose());
        return values;
    }
}
