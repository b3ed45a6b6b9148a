using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Tests;

public sealed class ModelDescriptionTests
{
    [Fact]
    public void A_model_is_described_without_being_run()
    {
        using var file = new TemporaryFile(new TestModel { Opset = 13 }.Input("image", 1, 3, 8, 8).RandomWeights("w", 4, 3, 1, 1)
            .Node("Conv", ["image", "w"], ["a"]).Node("Relu", "a", "b").Node("Relu", "b", "c").Node("NonZero", "c", "y").Output("y").Bytes);
        ModelDescription description = ModelDescription.Of(ModelFile.Read(file.Path));

        Assert.Equal(13, description.Opset);
        Assert.Equal("image float [1, 3, 8, 8]", Assert.Single(description.Inputs).ToString());
        Assert.Equal([("Conv", 1), ("NonZero", 1), ("Relu", 2)], description.Operators.Select(entry => (entry.Key, entry.Value)));
        Assert.Equal(["NonZero"], description.WithoutGradient);
    }

    [Fact]
    public void An_operator_whose_name_would_write_on_the_terminal_is_shown_in_one_line()
    {
        using var file = new TemporaryFile(new TestModel().Input("x", 1).Node("Evil\n\u001b[2J", "x", "y").Output("y").Bytes);
        ModelDescription description = ModelDescription.Of(ModelFile.Read(file.Path));

        Assert.DoesNotContain(Assert.Single(description.Operators).Key, char.IsControl);
        Assert.DoesNotContain(Assert.Single(description.WithoutGradient), char.IsControl);
    }

    [Fact]
    public void Texts_that_the_exporter_left_are_kept()
    {
        byte[] model = [
            .. new TestModel().Input("x", 1).Node("Relu", "x", "y").Output("y").Bytes,
            .. new ProtoWriter().Message(14, new ProtoWriter().Text(1, "names").Text(2, "{0: 'chickadee'}")).Written];
        using var file = new TemporaryFile(model);

        Assert.Equal("{0: 'chickadee'}", ModelDescription.Of(ModelFile.Read(file.Path)).Metadata["names"]);
    }
}
