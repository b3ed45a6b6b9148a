using BirbCam.Onnx.Format;
using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Onnx.Tests.Format;

public sealed class AppendOutputsTests
{
    private static readonly TestModel Model = new TestModel().Input("x", 1, 2).Node("Relu", "x", "hidden").Node("Neg", "hidden", "y").Output("y");

    [Fact]
    public void The_models_own_bytes_stay_as_they_are_and_an_output_costs_a_few_more()
    {
        byte[] exposed = AppendOutputs.To(Model.Bytes, ["hidden"]);

        Assert.Equal(Model.Bytes, exposed[..Model.Bytes.Length]);
        Assert.InRange(exposed.Length - Model.Bytes.Length, 1, 16);
    }

    [Fact]
    public void Reader_and_runtime_both_find_the_new_output()
    {
        byte[] exposed = AppendOutputs.To(Model.Bytes, ["hidden"]);
        Assert.Equal(["y", "hidden"], OnnxReader.Read(exposed, null).Outputs.Select(output => output.Name));

        using var runtime = new Runtime(exposed);
        using OrtValue x = Runtime.Tensor([3, -4], 1, 2);
        using OrtValue hidden = runtime.Run(new Dictionary<string, OrtValue> { ["x"] = x }, "hidden")[0];
        Assert.Equal([3, 0], hidden.GetTensorDataAsSpan<float>().ToArray());
    }
}
