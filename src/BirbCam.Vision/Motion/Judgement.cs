using System.Collections.Immutable;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion.Kernels;

namespace BirbCam.Vision.Motion;

/// <summary>The rules that make a verdict of what was found on one frame.</summary>
internal readonly ref struct Judgement(MotionOptions options, AnalysisImage image, ZoneMask zones)
{
    /// <summary>Share of the analysis image; no visitor changes the structure of a third of the picture, a knocked camera and a curtain do.</summary>
    private const double WholePicture = 0.35;

    /// <summary>A person who looks at a picture sees no more; it also bounds the payloads.</summary>
    private const int MaxRegions = 16;

    /// <param name="blobs">The connected parts of the mask, outside the zones to be ignored.</param>
    /// <param name="mask">Height·Width bytes, without what lies in those zones.</param>
    /// <param name="ignored">How many foreground pixels lay in zones to be ignored.</param>
    public MotionResult Of(ReadOnlySpan<Blob> blobs, ReadOnlySpan<byte> mask, Brightness brightness, int ignored)
    {
        double changed = Share(blobs, mask.Length);
        if (changed > WholePicture)
            return Held(brightness.Share > WholePicture ? MotionVerdict.LightingChange : MotionVerdict.CameraMoved, changed, brightness);

        MotionVerdict best = MotionVerdict.Still;
        foreach (Blob blob in blobs)
        {
            MotionVerdict verdict = Of(blob);
            if (verdict == MotionVerdict.Triggered && zones.Precludes(blob, mask))
                return Held(MotionVerdict.Masked, changed, brightness);

            best = (MotionVerdict)Math.Max((int)best, (int)verdict);
        }

        if (best == MotionVerdict.Triggered)
            return Triggered(blobs, changed, brightness);
        if (ignored * (long)image.Factor * image.Factor >= (long)options.MinSize * options.MinSize)
            return Held(MotionVerdict.Masked, changed, brightness);
        if (best == MotionVerdict.TooLarge)
            return Held(best, changed, brightness);
        if (best == MotionVerdict.TooBrief || (best == MotionVerdict.Plume && brightness.Cause == BrightnessCause.None))
            return Held(MotionVerdict.TooBrief, changed, brightness) with { Pending = Largest(blobs, best) };

        return Held(
            brightness.Cause switch
            {
                BrightnessCause.Light => MotionVerdict.LightingChange,
                BrightnessCause.Vapour => MotionVerdict.Plume,
                _ => best,
            },
            changed,
            brightness);
    }

    private MotionVerdict Of(Blob blob)
    {
        if (Math.Min(blob.Box.Width, blob.Box.Height) * image.Factor < options.MinSize)
            return MotionVerdict.TooSmall;
        if (image.ToFrame(blob.Box).Area > options.MaxArea * image.FrameWidth * image.FrameHeight)
            return MotionVerdict.TooLarge;
        if (blob.Age < options.MinPersistence.TotalSeconds)
            return MotionVerdict.TooBrief;
        return blob.Evidence < Evidence.Enough ? MotionVerdict.Plume : MotionVerdict.Triggered;
    }

    private MotionResult Triggered(ReadOnlySpan<Blob> blobs, double changed, Brightness brightness)
    {
        float age = 0;
        foreach (Blob blob in blobs)
            age = Of(blob) == MotionVerdict.Triggered ? Math.Max(age, blob.Age) : age;
        return new MotionResult(MotionVerdict.Triggered, changed, brightness.Share, Largest(blobs, MotionVerdict.Triggered), TimeSpan.FromSeconds(age));
    }

    /// <summary>The boxes of the blobs of a verdict for which something speaks, in frame pixels, largest first.</summary>
    private ImmutableArray<PixelRect> Largest(ReadOnlySpan<Blob> blobs, MotionVerdict verdict)
    {
        int count = 0;
        foreach (Blob blob in blobs)
            count += blob.Evidence > 0 && Of(blob) == verdict ? 1 : 0;
        if (count == 0)
            return [];

        var boxes = new PixelRect[count];
        foreach (Blob blob in blobs)
        {
            if (blob.Evidence > 0 && Of(blob) == verdict)
                boxes[--count] = image.ToFrame(blob.Box);
        }

        Array.Sort(boxes, (a, b) => b.Area.CompareTo(a.Area));
        return [.. boxes.AsSpan(0, Math.Min(boxes.Length, MaxRegions))];
    }

    private static MotionResult Held(MotionVerdict why, double changed, Brightness brightness) => new(why, changed, brightness.Share, [], TimeSpan.Zero);

    private static double Share(ReadOnlySpan<Blob> blobs, int pixels)
    {
        long sum = 0;
        foreach (Blob blob in blobs)
            sum += blob.Pixels;
        return (double)sum / pixels;
    }
}
