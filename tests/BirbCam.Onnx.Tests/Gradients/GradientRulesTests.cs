namespace BirbCam.Onnx.Tests.Gradients;

public sealed class GradientRulesTests
{
    /// <summary>Float rounding through at most a dozen operators; the prototype's worst case was 2.2e-7.</summary>
    private const float Rounding = 2e-6f;

    public static TheoryData<string> Cases => [.. OperatorFixtures.Cases];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_gradient_equals_torchs(string name) => Assert.InRange(OperatorFixtures.RelativeError(name), 0, Rounding);
}
