using BirbCam.Vision.Explanation.Methods;

namespace BirbCam.Vision.Tests.Explanation.Methods;

public sealed class CamMethodsTests
{
    [Fact]
    public void Every_method_has_a_word_that_means_it()
    {
        Assert.Equal(["gradcam", "hirescam", "layercam", "gradcampp", "xgradcam", "eigencam"], CamMethods.Words);
        foreach (CamMethod method in Enum.GetValues<CamMethod>())
            Assert.Equal(method, CamMethods.Parse(CamMethods.WordOf(method)));
    }

    [Fact]
    public void Grad_CAM_plus_plus_may_be_written_as_its_paper_does() => Assert.Equal(CamMethod.GradCamPlusPlus, CamMethods.Parse("gradcam++"));

    [Theory]
    [InlineData("GradCAM")]
    [InlineData("0")]
    [InlineData("")]
    public void A_word_that_is_none_is_answered_with_the_list(string word)
    {
        var fault = Assert.Throws<FormatException>(() => CamMethods.Parse(word));
        Assert.Equal($"'{word}' is no method: use one of gradcam, hirescam, layercam, gradcampp, xgradcam, eigencam", fault.Message);
    }

    [Fact]
    public void The_default_of_a_place_has_nothing_known_against_it()
    {
        foreach (LayerPlace place in Enum.GetValues<LayerPlace>())
            Assert.Null(CamMethods.WarningAt(CamMethods.DefaultAt(place), place));

        Assert.Equal(CamMethod.GradCam, CamMethods.DefaultAt(LayerPlace.Last));
        Assert.NotNull(CamMethods.WarningAt(CamMethod.GradCam, LayerPlace.Finer));
    }

    [Fact]
    public void A_method_without_gradient_has_the_same_map_for_every_label_and_says_so()
    {
        foreach (CamMethod method in Enum.GetValues<CamMethod>().Where(method => !CamMethods.NeedsGradient(method)))
            Assert.Contains("every label", CamMethods.WarningAt(method, LayerPlace.Last));
    }
}
