using System.Numerics.Tensors;
using BirbCam.Vision.Motion.Kernels;

namespace BirbCam.Vision.Motion;

/// <summary>
/// For how long a blob has been a thing rather than an appearance. A frame speaks for it by the energy of its structure that is no faded, returned or slightly moved
/// copy of what was there, a minute ago or just now, and the more the less that structure changes its shape: billows do, an animal that sits does not. What frames say adds up
/// along the blob's way, forgets what speaks against it, and is worth seconds. Owns its planes.
/// </summary>
/// <remarks>The sum is a one-sided CUSUM (Page, "Continuous inspection schemes", Biometrika 1954).</remarks>
internal sealed class Evidence
{
    /// <summary>Seconds of evidence that make a blob a thing: one picture of a large bird, two or three of a small one, at five pictures a second.</summary>
    public const float Enough = 0.7f;

    /// <summary>What a mask holds where a thing is, not just a change.</summary>
    public const byte Believed = 128;

    /// <summary>Every doubling of the energy earns a second more each second, as a likelihood does; above this nothing is any clearer.</summary>
    private const float FastestPace = 5;

    /// <summary>What has triggered may turn its back for a second.</summary>
    private const float Most = 2;

    /// <summary>New energy in daylight, grey levels squared summed over analysis pixels, at which the sum neither grows nor shrinks: some thirty pixels that differ by 8 grey levels.</summary>
    private const float NeutralEnergy = 2000;

    /// <summary>Share of the energy that sub-pixel motion, rounding and compression leave of a copy.</summary>
    private const float LeftOfCopy = 0.15f;

    /// <summary>By so much more at first, when what is usual here has hardly been seen: e-folds in <see cref="DoubtSeconds"/>.</summary>
    private const float Doubt = 0.4f;

    private const double DoubtSeconds = 30;

    /// <summary>How much a thing that keeps no place counts: some animals never stop.</summary>
    private const float Restless = 0.3f;

    /// <summary>Where structure comes and goes all day, so many standard deviations of what it left unexplained are asked for besides.</summary>
    private const float UnrestDeviations = 2;

    /// <summary>As long as it takes to learn those deviations.</summary>
    private const double UnrestSeconds = 8;

    /// <summary>The background of minutes ago tells what has come back: out of vapour, or from under an animal that stayed.</summary>
    private const double LongSeconds = 120;

    /// <summary>A slow mean need not be fed with every frame.</summary>
    private const double LongStep = 1;

    /// <summary>Rows of a blob that a search for displaced copies looks at.</summary>
    private const int SearchedRows = 24;

    /// <summary>Boxes that lie in each other could cost any time: together they may cover the picture so often, and the rest waits.</summary>
    private const int MostLooks = 2;

    private readonly int _width;
    private readonly int _height;
    private readonly Cutout _cutout;
    private readonly float[] _cutStructure;
    private readonly float[] _cutOther;
    private readonly float[] _weighted;
    private readonly float[] _longAgo;
    private float[] _seconds;
    private float[] _before;
    private double _unlearned;
    private int _learned;
    private bool _anythingCarried;

    public Evidence(int width, int height)
    {
        (_width, _height) = (width, height);
        int length = width * height;
        _cutout = new Cutout(width, height);
        (_cutStructure, _cutOther, _weighted) = (new float[_cutout.Capacity], new float[_cutout.Capacity], new float[_cutout.Capacity]);
        (_longAgo, _seconds, _before) = (new float[length], new float[length], new float[length]);
    }

    /// <summary>The structure of minutes ago, Height·Width values around 0.</summary>
    public Span<float> LongAgo => _longAgo;

    /// <summary>For how many seconds the scene has been watched.</summary>
    public double Watched { get; set; }

    public void Restart()
    {
        Array.Clear(_seconds);
        (_learned, Watched) = (0, 0);
        _anythingCarried = false;
    }

    /// <summary>Weighs the blobs of one picture and writes into each how many seconds speak for it, 0 to 2.</summary>
    /// <param name="blobs">Those that are too small are left at 0.</param>
    /// <param name="mask">Height·Width bytes, 0 or 255.</param>
    /// <param name="light">How bright it is: <see cref="AnalysisImage.Light"/>.</param>
    /// <param name="structures">Of this picture and before.</param>
    /// <param name="zones">What <see cref="NeutralEnergy"/> is multiplied with at each pixel.</param>
    /// <param name="minSide">Analysis pixels.</param>
    /// <param name="elapsed">Since the picture before.</param>
    public void Weigh(
        Span<Blob> blobs, ReadOnlySpan<byte> mask, float light, StructureInTime structures, ZoneMask zones, double minSide, TimeSpan elapsed)
    {
        if (_learned == 0)
            Begin(structures.Present);
        if (blobs.Length == 0 && !_anythingCarried)
            return;

        // Where nothing was carried all is zero already.
        bool carries = _anythingCarried;
        if (carries)
        {
            (_seconds, _before) = (_before, _seconds);
            Array.Clear(_seconds);
        }

        _anythingCarried = false;
        long looks = (long)MostLooks * _width * _height;
        foreach (ref Blob blob in blobs)
        {
            if (Math.Min(blob.Box.Width, blob.Box.Height) < minSide || (looks -= blob.Box.Area) < 0)
                continue;

            (int x, int y) = (blob.Box.X + (blob.Box.Width / 2), blob.Box.Y + (blob.Box.Height / 2));
            float carried = carries ? Carried(blob, mask) : 0;
            float pace = Pace(blob, mask, structures, NeutralEnergy * light * zones.Strictness(y)[x], carried);
            float seconds = Math.Clamp(carried + (pace * (float)Math.Min(elapsed.TotalSeconds, 1)), 0, Most);
            blob = blob with { Evidence = seconds };
            Mark(blob, mask, seconds);
            _anythingCarried |= seconds > 0;
        }
    }

    /// <summary>Sets the mask to <see cref="Believed"/> where a blob has earned enough.</summary>
    public void MarkBelieved(Span<byte> mask)
    {
        if (!_anythingCarried)
            return;

        var runs = new MaskRuns(mask);
        while (runs.MoveNext())
        {
            if (runs.Value == 0)
                continue;

            for (int i = runs.From; i < runs.From + runs.Length; i++)
                mask[i] = _seconds[i] >= Enough ? Believed : mask[i];
        }
    }

    /// <summary>Takes the picture into the background of minutes, but for what the mask has.</summary>
    /// <param name="pace">While settling every picture so far counts the same, and nothing is masked.</param>
    public void Learn(ReadOnlySpan<float> structure, ReadOnlySpan<byte> mask, TimeSpan elapsed, LearningPace pace)
    {
        _learned++;
        _unlearned += elapsed.TotalSeconds;
        Watched += elapsed.TotalSeconds;
        if (pace == LearningPace.Settling)
        {
            RunningStatistics.Blend(structure, 1f / (_learned + 1), _longAgo);
            return;
        }

        if (_unlearned < LongStep)
            return;

        float rate = (float)(1 - Math.Exp(-_unlearned / LongSeconds));
        _unlearned = 0;
        var runs = new MaskRuns(mask);
        while (runs.MoveNext())
        {
            if (runs.Value == 0)
                RunningStatistics.Blend(structure.Slice(runs.From, runs.Length), rate, _longAgo.AsSpan(runs.From, runs.Length));
        }
    }

    private void Begin(ReadOnlySpan<float> structure)
    {
        structure.CopyTo(_longAgo);
        _unlearned = 0;
    }

    private float Carried(Blob blob, ReadOnlySpan<byte> mask)
    {
        float most = 0;
        for (int y = blob.Box.Y; y < blob.Box.Bottom; y++)
        {
            for (int i = (y * _width) + blob.Box.X; i < (y * _width) + blob.Box.Right; i++)
                most = mask[i] == 0 ? most : Math.Max(most, Neighbours.LargestAround(_before, _width, i));
        }

        return most;
    }

    private void Mark(Blob blob, ReadOnlySpan<byte> mask, float seconds)
    {
        for (int y = blob.Box.Y; y < blob.Box.Bottom; y++)
        {
            for (int i = (y * _width) + blob.Box.X; i < (y * _width) + blob.Box.Right; i++)
                _seconds[i] = mask[i] == 0 ? _seconds[i] : seconds;
        }
    }

    /// <summary>Seconds of evidence a second, −1 to 5.</summary>
    private float Pace(Blob blob, ReadOnlySpan<byte> mask, StructureInTime structures, float neutral, float carried)
    {
        _cutout.MoveTo(blob.Box, mask);
        ReadOnlySpan<float> weights = _cutout.Weights;
        (int stride, int rows) = (_cutout.Stride, _cutout.Rows);
        Span<float> now = _cutout.Cut(structures.Present, _cutStructure);
        Span<float> weighted = _weighted.AsSpan(0, now.Length);
        TensorPrimitives.Multiply(now, weights, weighted);
        float energy = TensorPrimitives.SumOfSquares<float>(weighted);
        float steady = Math.Max(Steadiness(structures.Earlier, weighted, weights, energy), Restless);

        neutral += Unrest(structures.Variance, weights);
        float left = FadedCopy.Unexplained(now, _cutout.Cut(_longAgo, _cutOther), weights, stride, rows);
        Span<float> before = _cutout.Cut(structures.Usual, _cutOther);
        left = Math.Min(left, FadedCopy.Unexplained(now, before, weights, stride, rows));
        float leftOfCopy = LeftOfCopy * (1 + (Doubt * Fading(DoubtSeconds)));
        float fresh = (left - (leftOfCopy * energy)) * steady;
        if (fresh > neutral && carried < Most)
        {
            float share = FadedCopy.UnexplainedByDisplaced(now, before, weights, stride, rows, 1 + (blob.Box.Height / SearchedRows));
            fresh = Math.Min(fresh, (share - leftOfCopy) * energy * steady);
        }

        return Math.Clamp(MathF.Log2(Math.Max(fresh, 1) / neutral), -1, FastestPace);
    }

    /// <summary>Energy that is nothing new at this place, so restless it was.</summary>
    private float Unrest(ReadOnlySpan<float> variance, ReadOnlySpan<float> weights)
    {
        Span<float> deviations = _cutout.Cut(variance, _cutOther, Structure.LineStep);
        TensorPrimitives.Sqrt(deviations, deviations);
        return UnrestDeviations * (1 - Fading(UnrestSeconds)) * TensorPrimitives.Dot(deviations, weights);
    }

    /// <summary>1 at the start, e-folds in so many seconds of watching.</summary>
    private float Fading(double seconds) => (float)Math.Exp(-Watched / seconds);

    /// <summary>Correlation of the blob's structure with that of the same place a moment ago, −1 to 1.</summary>
    private float Steadiness(ReadOnlySpan<float> structure, ReadOnlySpan<float> weighted, ReadOnlySpan<float> weights, float energy)
    {
        Span<float> earlier = _cutout.Cut(structure, _cutOther);
        float product = TensorPrimitives.Dot(weighted, earlier);
        TensorPrimitives.Multiply(earlier, weights, earlier);
        return product / MathF.Sqrt((energy + 1) * (TensorPrimitives.SumOfSquares<float>(earlier) + 1));
    }
}
