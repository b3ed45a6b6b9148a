namespace BirbCam.Onnx.Probing;

/// <summary>A picture that means nothing and is the same everywhere: element i is (i mod 251) / 251. Not constant, so that no normalisation divides by zero.</summary>
public static class Ramp
{
    public static float[] Of(int count)
    {
        float[] values = new float[count];
        Fill(values);
        return values;
    }

    public static void Fill(Span<float> values)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = i % 251 / 251f;
    }
}
