using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using BirbCam.Vision.Motion.Kernels;

namespace BirbCam.Vision.Motion;

/// <summary>
/// Says what a gate that looks at brightness would have made of the picture: people want to see what was held back and why. It decides nothing about visitors. Keeps a slow mean
/// of the luma and counts what differs from it, as it is and after one gain for the whole picture; what one gain explains is light, the rest is vapour or shadow.
/// </summary>
internal sealed class PlumeFilter
{
    /// <summary>Grey levels; brightness gates use 25 to 30.</summary>
    private const float Threshold = 25;

    /// <summary>Share of the picture that wakes a brightness gate: 100 pixels of 34,000, a blot of 10×10.</summary>
    private const double WakingShare = 0.003;

    /// <summary>One gain explains the change when it leaves less than this share of it.</summary>
    private const double LeftByLight = 1.0 / 3;

    private const double MeanSeconds = 20;

    /// <summary>Shares of the picture are as well known from every second line.</summary>
    private const int LineStep = 2;

    private readonly int _width;
    private readonly int _lines;
    private readonly float[] _mean;
    private bool _started;

    public PlumeFilter(int width, int height)
    {
        (_width, _lines) = (width, (height + LineStep - 1) / LineStep);
        _mean = new float[_width * _lines];
    }

    public void Restart() => _started = false;

    /// <param name="luma">Height·Width values.</param>
    /// <param name="blobs">What structure found already, which is not counted again.</param>
    /// <param name="elapsed">Since the picture before.</param>
    public Brightness Look(ReadOnlySpan<float> luma, ReadOnlySpan<Blob> blobs, TimeSpan elapsed)
    {
        if (!_started)
            Learn(luma, 1);
        _started = true;

        (double differing, double leftByLight) = Count(luma);
        long known = 0;
        foreach (Blob blob in blobs)
            known += blob.Box.Area;

        double share = Math.Max(differing - ((double)known / luma.Length), 0);
        bool light = share >= WakingShare && leftByLight < differing * LeftByLight;
        Learn(luma, light ? 1 : (float)(1 - Math.Exp(-elapsed.TotalSeconds / MeanSeconds)));
        return new Brightness(share, light ? BrightnessCause.Light : share >= WakingShare ? BrightnessCause.Vapour : BrightnessCause.None);
    }

    /// <summary>Shares of the picture that differ from the mean, and from gain · mean with the gain of the whole picture, 0–1.</summary>
    private (double Differing, double AfterGain) Count(ReadOnlySpan<float> luma)
    {
        float sum = 0;
        for (int line = 0; line < _lines; line++)
            sum += TensorPrimitives.Sum(LineOf(luma, line));

        float gain = Math.Clamp(sum / Math.Max(TensorPrimitives.Sum<float>(_mean), 1), 0.5f, 2f);
        (long differing, long afterGain) = (0, 0);
        for (int line = 0; line < _lines; line++)
        {
            (int more, int moreAfterGain) = Count(LineOf(luma, line), MeanOf(line), gain);
            (differing, afterGain) = (differing + more, afterGain + moreAfterGain);
        }

        return ((double)differing / _mean.Length, (double)afterGain / _mean.Length);
    }

    private void Learn(ReadOnlySpan<float> luma, float rate)
    {
        for (int line = 0; line < _lines; line++)
            RunningStatistics.Blend(LineOf(luma, line), rate, MeanOf(line));
    }

    private ReadOnlySpan<float> LineOf(ReadOnlySpan<float> luma, int line) => luma.Slice(line * LineStep * _width, _width);

    private Span<float> MeanOf(int line) => _mean.AsSpan(line * _width, _width);

    /// <summary>How many values lie further than the threshold from the mean, and from gain · mean.</summary>
    internal static (int Differing, int AfterGain) Count(ReadOnlySpan<float> luma, ReadOnlySpan<float> mean, float gain)
    {
        ref float now = ref MemoryMarshal.GetReference(luma);
        ref float slow = ref MemoryMarshal.GetReference(mean);
        var threshold = new Vector<float>(Threshold);
        Vector<int> differing = Vector<int>.Zero;
        Vector<int> after = Vector<int>.Zero;
        int x = 0;
        for (; x <= luma.Length - Vector<float>.Count; x += Vector<float>.Count)
        {
            Vector<float> value = Vector.LoadUnsafe(ref now, (nuint)x);
            Vector<float> usual = Vector.LoadUnsafe(ref slow, (nuint)x);

            // A lane that is true is −1.
            differing -= Vector.GreaterThan(Vector.Abs(value - usual), threshold);
            after -= Vector.GreaterThan(Vector.Abs(value - (usual * gain)), threshold);
        }

        (int countDiffering, int countAfter) = (Vector.Sum(differing), Vector.Sum(after));
        for (; x < luma.Length; x++)
        {
            countDiffering += Math.Abs(luma[x] - mean[x]) > Threshold ? 1 : 0;
            countAfter += Math.Abs(luma[x] - (mean[x] * gain)) > Threshold ? 1 : 0;
        }

        return (countDiffering, countAfter);
    }
}

/// <param name="Share">Share of the picture whose brightness differs and which structure did not find, 0–1.</param>
internal readonly record struct Brightness(double Share, BrightnessCause Cause);

internal enum BrightnessCause
{
    /// <summary>Too little differs to wake a brightness gate.</summary>
    None,

    /// <summary>One gain for the whole picture explains most of it.</summary>
    Light,

    /// <summary>It differs locally and smoothly: vapour or shadow.</summary>
    Vapour,
}
