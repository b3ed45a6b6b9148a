using BirbCam.Vision.Imaging.Overlays;
namespace BirbCam.Vision.Motion.Shown;

/// <summary>How much change each place of the picture puts up with before it counts, as the gate has learned it by now. A copy.</summary>
/// <param name="Width">Analysis pixels.</param>
/// <param name="Height">Analysis pixels.</param>
/// <param name="Bars">Height·Width values in row order: 1 where the least change is enough, 2 where twice as much must have changed; less than 1 where a person asked for more sensitivity.</param>
public sealed record ToleranceMap(int Width, int Height, float[] Bars)
{
    /// <summary>What a person is shown it in: red, green and blue.</summary>
    public const uint Orange = 0xFF5A00;

    /// <summary>Bars from here on have the strongest colour: each doubling before it is a step.</summary>
    private const double HighestBar = 32;

    /// <summary>At the highest bar: what is under it must still be seen.</summary>
    private const double StrongestHeat = 150;

    /// <summary>0–255: how strongly a place is coloured where <paramref name="bar"/> times the least change is asked for.</summary>
    public static byte HeatOf(float bar)
        => (byte)(StrongestHeat * Math.Clamp(Math.Log2(Math.Max(bar, 1)) / Math.Log2(HighestBar), 0, 1));

    /// <summary>To be laid over the picture: the warmer, the more must change there. Width × Height pixels, as PNG bytes.</summary>
    public byte[] ToPng() => Tint.ToPng([.. Bars.Select(HeatOf)], Width, Height, Orange);
}
