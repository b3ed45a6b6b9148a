using System.Numerics;
using System.Runtime.InteropServices;
using BirbCam.Vision.Motion.Kernels;

namespace BirbCam.Vision.Motion;

/// <summary>
/// What the picture's structure looks like when nothing is there, and how much unexplained structure is usual at each pixel. Where something moves all day (a branch,
/// a ribbon, the densest part of a plume) the bar rises by itself, so that the place need not be masked. Owns its planes; all have the analysis size.
/// </summary>
internal sealed class BackgroundModel
{
    /// <summary>How many standard deviations above its mean the unexplained energy must lie.</summary>
    private const float Deviations = 6;

    /// <summary>Added to the bar, grey levels squared: a picture without noise has a deviation of zero.</summary>
    private const float Floor = 20;

    /// <summary>No sample counts for more than this many bars: at four the variance under a sitting bird nearly triples with every frame (24² / 300), and it raises its own bar above itself.</summary>
    private const float MaxSample = 1;

    private const double StructureSeconds = 3;
    private const double ResidueSeconds = 8;

    /// <summary>Under the mask a visitor is to stay visible for as long as visits last, and a ghost is to heal all the same.</summary>
    private const double MaskedStructureSeconds = 30;

    /// <summary>What changed and proved to be nothing is what tolerance is for.</summary>
    private const double ChangedResidueSeconds = 60;

    /// <summary>A perch must not become tolerant of birds; what is believed wrongly all day is to heal all the same.</summary>
    private const double BelievedResidueSeconds = 300;

    private readonly int _width;
    private readonly int _height;
    private readonly float[] _scratch;
    private readonly float[] _structure;
    private readonly float[] _background;
    private readonly float[] _unexplained;
    private readonly float[] _mean;
    private readonly float[] _variance;
    private int _learned;

    public BackgroundModel(int width, int height)
    {
        (_width, _height) = (width, height);
        _scratch = new float[Structure.ScratchLength(width)];
        _structure = new float[width * height];
        _background = new float[width * height];
        _unexplained = new float[width * height];
        _mean = new float[width * height];
        _variance = new float[width * height];
    }

    /// <summary>Structure of the picture that was marked last, Height·Width values around 0.</summary>
    public ReadOnlySpan<float> Present => _structure;

    /// <summary>The structure that is usual, Height·Width values around 0.</summary>
    public ReadOnlySpan<float> Usual => _background;

    /// <summary>Forgets everything: the next picture is the background.</summary>
    public void Restart() => _learned = 0;

    /// <summary>Sets the mask to 255 where structure has come that the background does not explain, else to 0.</summary>
    /// <param name="luma">Height·Width values.</param>
    /// <param name="strictness">What the bar is multiplied with at each pixel; above 0.</param>
    /// <param name="mask">Receives Height·Width bytes.</param>
    public void MarkForeground(ReadOnlySpan<float> luma, ReadOnlySpan<float> strictness, Span<byte> mask)
    {
        Structure.BandPass(luma, _width, _height, _scratch, _structure);
        if (_learned == 0)
        {
            _structure.CopyTo(_background, 0);
            Array.Clear(_mean);
            Array.Clear(_variance);
        }

        Structure.Unexplained(_structure, _background, _width, _height, _scratch, _unexplained);
        Exceeds(_unexplained, _mean, _variance, strictness, mask);
    }

    /// <summary>Takes in the picture that was marked last.</summary>
    /// <param name="mask">Height·Width bytes: 0, 255 where something changed, <see cref="Evidence.Believed"/> where a thing is.</param>
    /// <param name="elapsed">Since the picture before; 0 or more.</param>
    /// <param name="pace">While settling every picture so far counts the same, and nothing is masked.</param>
    public void Learn(ReadOnlySpan<byte> mask, TimeSpan elapsed, LearningPace pace)
    {
        _learned++;
        float atLeast = pace == LearningPace.Settling ? 1f / (_learned + 1) : 0;
        var free = new Rates(Math.Max(Rate(elapsed, StructureSeconds), atLeast), Math.Max(Rate(elapsed, ResidueSeconds), atLeast));
        var changed = new Rates(Rate(elapsed, MaskedStructureSeconds), Rate(elapsed, ChangedResidueSeconds));
        var believed = new Rates(Rate(elapsed, MaskedStructureSeconds), Rate(elapsed, BelievedResidueSeconds));
        var runs = new MaskRuns(mask);
        while (runs.MoveNext())
            LearnRun(runs.Current, pace == LearningPace.Settling || runs.Value == 0 ? free : runs.Value == Evidence.Believed ? believed : changed, pace);
    }

    /// <summary>What has to be exceeded at each pixel, in multiples of the least that ever has to be.</summary>
    /// <param name="strictness">As when marking.</param>
    public float[] RelativeBars(ReadOnlySpan<float> strictness)
    {
        float[] bars = new float[_mean.Length];
        for (int i = 0; i < bars.Length; i++)
            bars[i] = (_mean[i] + (((Deviations * MathF.Sqrt(_variance[i])) + Floor) * strictness[i])) / Floor;
        return bars;
    }

    private void LearnRun(Range run, Rates rates, LearningPace pace)
    {
        float maxSample = pace == LearningPace.Settling ? float.MaxValue : MaxSample;
        Blend(_structure.AsSpan(run), rates.Structure, _background.AsSpan(run));
        Track(_unexplained.AsSpan(run), rates.Residue, maxSample, _mean.AsSpan(run), _variance.AsSpan(run));
    }

    private static float Rate(TimeSpan elapsed, double seconds) => (float)(1 - Math.Exp(-elapsed.TotalSeconds / seconds));

    /// <summary>255 where value − mean &gt; strictness · (6σ + floor), else 0.</summary>
    internal static void Exceeds(
        ReadOnlySpan<float> values, ReadOnlySpan<float> mean, ReadOnlySpan<float> variance, ReadOnlySpan<float> strictness, Span<byte> mask)
    {
        ref float value = ref MemoryMarshal.GetReference(values);
        ref float average = ref MemoryMarshal.GetReference(mean);
        ref float spread = ref MemoryMarshal.GetReference(variance);
        ref float strict = ref MemoryMarshal.GetReference(strictness);
        var floor = new Vector<float>(Floor);
        mask.Clear();
        int x = 0;
        for (; x <= values.Length - Vector<float>.Count; x += Vector<float>.Count)
        {
            Vector<float> bar = ((Vector.SquareRoot(Vector.LoadUnsafe(ref spread, (nuint)x)) * Deviations) + floor) * Vector.LoadUnsafe(ref strict, (nuint)x);
            Vector<float> above = Vector.LoadUnsafe(ref value, (nuint)x) - Vector.LoadUnsafe(ref average, (nuint)x);
            if (!Vector.GreaterThanAny(above, bar))
                continue;

            Vector<int> marked = Vector.GreaterThan(above, bar);
            for (int lane = 0; lane < Vector<float>.Count; lane++)
                mask[x + lane] = (byte)marked[lane];
        }

        for (; x < values.Length; x++)
        {
            float bar = ((MathF.Sqrt(variance[x]) * Deviations) + Floor) * strictness[x];
            mask[x] = values[x] - mean[x] > bar ? (byte)255 : (byte)0;
        }
    }

    /// <summary>background += rate · (structure − background).</summary>
    internal static void Blend(ReadOnlySpan<float> structure, float rate, Span<float> background)
    {
        ref float now = ref MemoryMarshal.GetReference(structure);
        ref float slow = ref MemoryMarshal.GetReference(background);
        int x = 0;
        for (; x <= structure.Length - Vector<float>.Count; x += Vector<float>.Count)
        {
            Vector<float> before = Vector.LoadUnsafe(ref slow, (nuint)x);
            (before + ((Vector.LoadUnsafe(ref now, (nuint)x) - before) * rate)).StoreUnsafe(ref slow, (nuint)x);
        }

        for (; x < structure.Length; x++)
            background[x] += (structure[x] - background[x]) * rate;
    }

    /// <summary>Exponential mean and variance of values that are first clipped to mean + maxSample · (6σ + floor).</summary>
    /// <remarks>Finch, "Incremental calculation of weighted mean and variance", 2009, section 9.</remarks>
    internal static void Track(ReadOnlySpan<float> values, float rate, float maxSample, Span<float> mean, Span<float> variance)
    {
        ref float value = ref MemoryMarshal.GetReference(values);
        ref float average = ref MemoryMarshal.GetReference(mean);
        ref float spread = ref MemoryMarshal.GetReference(variance);
        int x = 0;
        for (; x <= values.Length - Vector<float>.Count; x += Vector<float>.Count)
        {
            Vector<float> centre = Vector.LoadUnsafe(ref average, (nuint)x);
            Vector<float> width = Vector.LoadUnsafe(ref spread, (nuint)x);
            Vector<float> most = ((Vector.SquareRoot(width) * Deviations) + new Vector<float>(Floor)) * maxSample;
            Vector<float> step = Vector.Min(Vector.LoadUnsafe(ref value, (nuint)x) - centre, most);
            (centre + (step * rate)).StoreUnsafe(ref average, (nuint)x);
            ((width + (step * step * rate)) * (1 - rate)).StoreUnsafe(ref spread, (nuint)x);
        }

        for (; x < values.Length; x++)
        {
            float step = Math.Min(values[x] - mean[x], ((MathF.Sqrt(variance[x]) * Deviations) + Floor) * maxSample);
            mean[x] += step * rate;
            variance[x] = (variance[x] + (step * step * rate)) * (1 - rate);
        }
    }

    /// <summary>Shares of the way to the new value, 0–1.</summary>
    private readonly record struct Rates(float Structure, float Residue);
}

internal enum LearningPace
{
    Settling,
    Steady,
}
