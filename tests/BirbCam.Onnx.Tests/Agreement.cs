namespace BirbCam.Onnx.Tests;

/// <summary>Compares tensors the way that gradients have to be compared: against the largest element, since single ones may be zero.</summary>
internal static class Agreement
{
    public static float RelativeError(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        float worst = 0, largest = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            worst = Math.Max(worst, Math.Abs(expected[i] - actual[i]));
            largest = Math.Max(largest, Math.Abs(expected[i]));
            if (float.IsNaN(actual[i]))
                return float.PositiveInfinity;
        }

        return worst == 0 ? 0 : worst / largest;
    }
}
