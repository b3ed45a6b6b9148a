using System.Numerics;
using System.Runtime.InteropServices;

namespace BirbCam.Vision.Motion.Kernels;

/// <summary>Exponential means and variances of whole planes, and the bar that they set: mean + strictness · (3σ + floor).</summary>
internal static class RunningStatistics
{
    /// <summary>How many standard deviations above its mean a value must lie.</summary>
    private const float Deviations = 3;

    /// <summary>What has to be exceeded.</summary>
    /// <param name="floor">In the unit of the values: a picture without noise has a deviation of zero.</param>
    public static float Bar(float mean, float variance, float floor, float strictness) => mean + (((Deviations * MathF.Sqrt(variance)) + floor) * strictness);

    /// <summary>255 where value − mean &gt; strictness · (3σ + floor), else 0.</summary>
    public static void Exceeds(
        ReadOnlySpan<float> values, ReadOnlySpan<float> mean, ReadOnlySpan<float> variance, float floor, ReadOnlySpan<float> strictness, Span<byte> mask)
    {
        ref float value = ref MemoryMarshal.GetReference(values);
        ref float average = ref MemoryMarshal.GetReference(mean);
        ref float spread = ref MemoryMarshal.GetReference(variance);
        ref float strict = ref MemoryMarshal.GetReference(strictness);
        ref byte marks = ref MemoryMarshal.GetReference(mask);
        int step = Vector<float>.Count;
        int x = 0;
        for (; x <= values.Length - Vector<byte>.Count; x = Lanes.After<byte>(x, values.Length))
        {
            Vector<short> low = Vector.Narrow(Above(ref value, ref average, ref spread, floor, ref strict, x), Above(ref value, ref average, ref spread, floor, ref strict, x + step));
            Vector<short> high = Vector.Narrow(Above(ref value, ref average, ref spread, floor, ref strict, x + (2 * step)), Above(ref value, ref average, ref spread, floor, ref strict, x + (3 * step)));
            Vector.AsVectorByte(Vector.Narrow(low, high)).StoreUnsafe(ref marks, (nuint)x);
        }

        for (; x < values.Length; x++)
        {
            mask[x] = values[x] > Bar(mean[x], variance[x], floor, strictness[x]) ? (byte)255 : (byte)0;
        }
    }

    /// <summary>−1 where one vector's values exceed their bars, else 0. Compares squares, which spares a root.</summary>
    private static Vector<int> Above(ref float value, ref float average, ref float spread, float floor, ref float strict, int x)
    {
        Vector<float> strictness = Vector.LoadUnsafe(ref strict, (nuint)x);
        Vector<float> aboveFloor = Vector.LoadUnsafe(ref value, (nuint)x) - Vector.LoadUnsafe(ref average, (nuint)x) - (strictness * floor);
        Vector<float> above = Vector.MaxNative(aboveFloor, Vector<float>.Zero);
        return Vector.GreaterThan(above * above, Vector.LoadUnsafe(ref spread, (nuint)x) * (strictness * strictness * (Deviations * Deviations)));
    }

    /// <summary>mean += rate · (value − mean).</summary>
    public static void Blend(ReadOnlySpan<float> values, float rate, Span<float> mean)
    {
        ref float now = ref MemoryMarshal.GetReference(values);
        ref float slow = ref MemoryMarshal.GetReference(mean);
        int x = 0;
        for (; x <= values.Length - Vector<float>.Count; x += Vector<float>.Count)
        {
            Vector<float> before = Vector.LoadUnsafe(ref slow, (nuint)x);
            (before + ((Vector.LoadUnsafe(ref now, (nuint)x) - before) * rate)).StoreUnsafe(ref slow, (nuint)x);
        }

        for (; x < values.Length; x++)
            mean[x] += (values[x] - mean[x]) * rate;
    }

    /// <summary>Exponential mean and variance of values that are first clipped to mean + maxSample · (3σ + floor).</summary>
    /// <remarks>Finch, "Incremental calculation of weighted mean and variance", 2009, section 9.</remarks>
    public static void Track(ReadOnlySpan<float> values, float rate, float floor, float maxSample, Span<float> mean, Span<float> variance)
    {
        ref float value = ref MemoryMarshal.GetReference(values);
        ref float average = ref MemoryMarshal.GetReference(mean);
        ref float spread = ref MemoryMarshal.GetReference(variance);
        int x = 0;
        for (; x <= values.Length - Vector<float>.Count; x += Vector<float>.Count)
        {
            Vector<float> centre = Vector.LoadUnsafe(ref average, (nuint)x);
            Vector<float> width = Vector.LoadUnsafe(ref spread, (nuint)x);
            Vector<float> most = ((Vector.SquareRoot(width) * Deviations) + new Vector<float>(floor)) * maxSample;
            Vector<float> step = Vector.MinNative(Vector.LoadUnsafe(ref value, (nuint)x) - centre, most);
            (centre + (step * rate)).StoreUnsafe(ref average, (nuint)x);
            ((width + (step * step * rate)) * (1 - rate)).StoreUnsafe(ref spread, (nuint)x);
        }

        for (; x < values.Length; x++)
        {
            float step = Math.Min(values[x] - mean[x], Bar(0, variance[x], floor, maxSample));
            mean[x] += step * rate;
            variance[x] = (variance[x] + (step * step * rate)) * (1 - rate);
        }
    }
}
