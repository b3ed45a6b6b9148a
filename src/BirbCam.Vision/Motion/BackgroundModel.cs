using BirbCam.Vision.Motion.Kernels;

namespace BirbCam.Vision.Motion;

/// <summary>
/// What the picture's structure looks like when nothing is there, and how much unexplained structure is usual at each pixel. Where something moves all day (a branch,
/// a ribbon, the densest part of a plume) the bar rises by itself, so that the place need not be masked. Owns its planes; they have the analysis size, or every second line of it. Each
/// picture is taken in when the next is marked, line by line in one walk over the planes: to fetch them twice costs more than what is computed.
/// </summary>
internal sealed class BackgroundModel
{
    /// <summary>No sample counts for more than this many bars: at four the variance under a sitting bird nearly triples with every frame (24² / 300), and it raises its own bar above itself.</summary>
    private const float MaxSample = 1;

    /// <summary>Energy per pixel, grey levels squared, that is asked for in daylight where there is no noise at all.</summary>
    private const float Floor = 20;

    private const double StructureSeconds = 3;
    private const double ResidueSeconds = 8;

    /// <summary>Under the mask a visitor is to stay visible for as long as visits last, and a ghost is to heal all the same.</summary>
    private const double MaskedStructureSeconds = 60;

    /// <summary>What changed and proved to be nothing is what tolerance is for.</summary>
    private const double ChangedResidueSeconds = 60;

    /// <summary>A perch must not become tolerant of birds; what is believed wrongly all day is to heal all the same.</summary>
    private const double BelievedResidueSeconds = 300;

    /// <summary>As many lines as are taken in at once: few enough to stay in the nearest cache, and long stretches for the vectors. A multiple of <see cref="Structure.LineStep"/>.</summary>
    private const int LinesAtOnce = 8;

    /// <summary>Neighbouring frames of a fast camera are alike whatever they show.</summary>
    private const double EarlierSeconds = 0.15;

    private readonly int _width;
    private readonly int _height;
    private readonly float[] _bandPassScratch;
    private readonly float[] _unexplainedScratch;
    private readonly float[] _background;
    private readonly byte[] _mask;
    private readonly float[] _unexplained;
    private readonly float[] _mean;
    private readonly float[] _variance;

    // Three planes for four roles, so that none is copied: the present one is the recent one while that is new, else the spare.
    private float[] _present;
    private float[] _recent;
    private float[] _earlier;
    private float[] _spare;
    private float _floor = Floor;
    private double _recentAge;
    private int _learned;
    private Lesson? _lesson;

    public BackgroundModel(int width, int height)
    {
        (_width, _height) = (width, height);
        int length = width * height;
        (_bandPassScratch, _unexplainedScratch) = (new float[Structure.ScratchLength(width)], new float[Structure.ScratchLength(width)]);
        int unexplained = Structure.LinesOf(height) * width;
        (_background, _mask, _unexplained, _mean, _variance) = (new float[length], new byte[length], new float[unexplained], new float[unexplained], new float[unexplained]);
        (_present, _earlier, _spare) = (new float[length], new float[length], new float[length]);
        _recent = _present;
    }

    /// <summary>Height·Width bytes: 255 where <see cref="MarkForeground"/> found new structure. What the others make of it until the next picture says how that place is learned.</summary>
    public Span<byte> Mask => _mask;

    /// <summary>Of the picture that was marked last; valid until the next.</summary>
    public StructureInTime Structures => new(_present, _earlier, _background, _variance);

    /// <summary>The structure when nothing is there, Height·Width values around 0.</summary>
    public Span<float> Usual => _background;

    /// <summary>Mean of the energy per pixel that it left unexplained so far, ≥ 0; in steps of <see cref="Structure.LineStep"/> lines.</summary>
    public Span<float> ResidueMean => _mean;

    /// <summary>Its variance, as many values.</summary>
    public Span<float> ResidueVariance => _variance;

    /// <summary>Forgets everything: the next picture is the background.</summary>
    public void Restart() => _learned = 0;

    /// <summary>Takes in the picture before and sets the mask to 255 where structure has come that the background does not explain, else to 0.</summary>
    /// <param name="luma">Height·Width values.</param>
    /// <param name="light">How bright it is: <see cref="AnalysisImage.Light"/>.</param>
    /// <param name="zones">What the bar is multiplied with at each pixel.</param>
    /// <param name="elapsed">Since the picture before; 0 or more.</param>
    public void MarkForeground(ReadOnlySpan<float> luma, float light, ZoneMask zones, TimeSpan elapsed)
    {
        if (_learned == 0)
            Begin(luma);
        float[] before = _present;
        _floor = Floor * light;
        Advance(elapsed);
        for (int y = -Structure.LinesAhead; y < _height; y++)
        {
            int ahead = y + Structure.LinesAhead;
            if (ahead % LinesAtOnce == 0 && ahead < _height)
                TakeIn(before, ahead, Math.Min(LinesAtOnce, _height - ahead));
            if (ahead < _height)
                Structure.BandPass(luma, _width, _height, ahead, _bandPassScratch, Line(_present, ahead));
            if (y >= 0 && y % Structure.LineStep == 0)
                MarkLines(y, zones);
        }

        _lesson = null;
    }

    /// <summary>Has the picture that was marked last taken in, under what its mask then says: 0, 255 where something changed, <see cref="Evidence.Believed"/> where a thing is.</summary>
    /// <param name="elapsed">Since the picture before; 0 or more.</param>
    /// <param name="pace">While settling every picture so far counts the same, and nothing is masked.</param>
    public void Learn(TimeSpan elapsed, LearningPace pace)
    {
        _learned++;
        float atLeast = pace == LearningPace.Settling ? 1f / (_learned + 1) : 0;
        var free = new Rates(Math.Max(Rate(elapsed, StructureSeconds), atLeast), Math.Max(Rate(elapsed, ResidueSeconds), atLeast));
        _lesson = pace == LearningPace.Settling
            ? new Lesson(free, free, free, float.MaxValue)
            : new Lesson(
                free, new Rates(Rate(elapsed, MaskedStructureSeconds), Rate(elapsed, ChangedResidueSeconds)),
                new Rates(Rate(elapsed, MaskedStructureSeconds), Rate(elapsed, BelievedResidueSeconds)), MaxSample);
    }

    /// <summary>What has to be exceeded at each pixel, in multiples of the least that has to be in daylight.</summary>
    /// <param name="zones">As when marking.</param>
    public float[] RelativeBars(ZoneMask zones)
    {
        float[] bars = new float[_mask.Length];
        for (int i = 0; i < bars.Length; i++)
        {
            (int x, int y) = (i % _width, i / _width);
            int at = (y / Structure.LineStep * _width) + x;
            bars[i] = RunningStatistics.Bar(_mean[at], _variance[at], _floor, zones.Strictness(y)[x]) / Floor;
        }

        return bars;
    }

    private void Begin(ReadOnlySpan<float> luma)
    {
        for (int y = 0; y < _height; y++)
            Structure.BandPass(luma, _width, _height, y, _bandPassScratch, Line(_background, y));
        _background.CopyTo(_recent, 0);
        _background.CopyTo(_earlier, 0);
        Array.Clear(_mean);
        Array.Clear(_variance);
        (_recentAge, _lesson) = (0, null);
    }

    /// <summary>Chooses the plane for the picture that comes.</summary>
    private void Advance(TimeSpan elapsed)
    {
        _present = _spare;
        _recentAge += elapsed.TotalSeconds;
        if (_recentAge < EarlierSeconds)
            return;

        (_spare, _earlier, _recent) = (_earlier, _recent, _present);
        _recentAge = 0;
    }

    private void MarkLines(int y, ZoneMask zones)
    {
        int line = y / Structure.LineStep;
        Structure.Unexplained(_present, _background, _width, _height, y, _unexplainedScratch, Line(_unexplained, line));
        Span<byte> marks = _mask.AsSpan(y * _width, _width);
        RunningStatistics.Exceeds(Line(_unexplained, line), Line(_mean, line), Line(_variance, line), _floor, zones.Strictness(y), marks);
        for (int next = y + 1; next < Math.Min(y + Structure.LineStep, _height); next++)
            marks.CopyTo(_mask.AsSpan(next * _width, _width));
    }

    private void TakeIn(float[] structure, int y, int lines)
    {
        if (_lesson is not Lesson lesson)
            return;

        int from = y * _width;
        var runs = new MaskRuns(_mask.AsSpan(from, lines * _width));
        while (runs.MoveNext())
        {
            (int start, int length) = (from + runs.From, runs.Length);
            RunningStatistics.Blend(structure.AsSpan(start, length), lesson.For(runs.Value).Structure, _background.AsSpan(start, length));
        }

        for (int line = y; line < y + lines; line += Structure.LineStep)
            TakeInUnexplained(line, lesson);
    }

    private void TakeInUnexplained(int y, Lesson lesson)
    {
        int from = y / Structure.LineStep * _width;
        var runs = new MaskRuns(_mask.AsSpan(y * _width, _width));
        while (runs.MoveNext())
        {
            (int start, int length) = (from + runs.From, runs.Length);
            RunningStatistics.Track(
                _unexplained.AsSpan(start, length), lesson.For(runs.Value).Residue, _floor, lesson.MaxSample, _mean.AsSpan(start, length), _variance.AsSpan(start, length));
        }
    }

    private Span<float> Line(float[] plane, int y) => plane.AsSpan(y * _width, _width);

    private static float Rate(TimeSpan elapsed, double seconds) => (float)(1 - Math.Exp(-elapsed.TotalSeconds / seconds));

    /// <summary>Shares of the way to the new value, 0–1.</summary>
    private readonly record struct Rates(float Structure, float Residue);

    private readonly record struct Lesson(Rates Free, Rates Changed, Rates Believed, float MaxSample)
    {
        /// <param name="mask">What it holds at the place.</param>
        public Rates For(byte mask) => mask == 0 ? Free : mask == Evidence.Believed ? Believed : Changed;
    }
}

/// <summary>Three pictures' structure, Height·Width values around 0 each.</summary>
/// <param name="present">Of this picture.</param>
/// <param name="earlier">Of one a moment ago: 0.15 s at least.</param>
/// <param name="usual">When nothing is there.</param>
/// <param name="variance">Of the energy per pixel that the usual structure left unexplained so far, ≥ 0; in steps of <see cref="Structure.LineStep"/> lines.</param>
internal readonly ref struct StructureInTime(
    ReadOnlySpan<float> present, ReadOnlySpan<float> earlier, ReadOnlySpan<float> usual, ReadOnlySpan<float> variance)
{
    public ReadOnlySpan<float> Present { get; } = present;

    public ReadOnlySpan<float> Earlier { get; } = earlier;

    public ReadOnlySpan<float> Usual { get; } = usual;

    public ReadOnlySpan<float> Variance { get; } = variance;
}

internal enum LearningPace
{
    Settling,
    Steady,
}
