using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BirbCam.Vision.Motion.Kernels;

/// <summary>
/// The structure of a picture, and how much of it a background explains. Vapour, shadow and exposure leave behind a faded or brightened copy of
/// the background plus a smooth veil: I ≈ a·B + veil. A band-pass removes the veil; what the best local gain a cannot explain is new structure.
/// </summary>
internal static class Structure
{
    /// <summary>Radius of the smaller mean of the band-pass: 3×3, which takes the pixel noise out.</summary>
    private const int FineRadius = 1;

    /// <summary>Radius of the larger mean: 7×7. On the shared clips 11×11 took billows of steam for structure (four false events, none at 7×7); on composed ones 5×5 lost birds.</summary>
    private const int CoarseRadius = 3;

    /// <summary>Radius of the window in which one gain must explain everything: 7×7, half a chickadee.</summary>
    private const int GainRadius = 3;

    private const int Pad = 3;

    /// <summary>Vapour fades what is behind it (a &lt; 1); sun and exposure raise contrast by half at most.</summary>
    private const float MaxGain = 1.6f;

    /// <summary>Structure energy, grey levels squared, below which a gain is not to be believed: that of the sensor's noise.</summary>
    private const float NoiseEnergy = 4;

    /// <summary>How many lines of structure <see cref="Unexplained"/> looks ahead.</summary>
    public const int LinesAhead = GainRadius;

    /// <summary>From one line of <see cref="Unexplained"/> to the next: windows of seven lines hardly differ from the next ones.</summary>
    public const int LineStep = 2;

    /// <summary>How many lines <see cref="Unexplained"/> gives of a picture.</summary>
    public static int LinesOf(int height) => (height + LineStep - 1) / LineStep;

    /// <summary>How many elements each kernel wants as scratch of its own.</summary>
    public static int ScratchLength(int width) => 3 * PaddedLength(width);

    /// <summary>Small mean minus larger mean of one line; edges repeat. Line after line, from the first: the next continues the sums of the one before.</summary>
    /// <param name="luma">height·width values.</param>
    /// <param name="y">Which line.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/> elements, left alone between lines.</param>
    /// <param name="structure">Receives the line: width values around 0, grey levels.</param>
    public static void BandPass(ReadOnlySpan<float> luma, int width, int height, int y, Span<float> scratch, Span<float> structure)
    {
        Debug.Assert(luma.Length == width * height && structure.Length == width && scratch.Length >= ScratchLength(width));

        Span<float> fine = scratch[..PaddedLength(width)];
        Span<float> coarse = scratch.Slice(PaddedLength(width), PaddedLength(width));
        SlideDown(luma, width, height, y, FineRadius, fine.Slice(Pad, width));
        SlideDown(luma, width, height, y, CoarseRadius, coarse.Slice(Pad, width));
        RepeatEdges(fine, width);
        RepeatEdges(coarse, width);
        Subtract(fine, coarse, structure);
    }

    /// <summary>
    /// Energy in the 7×7 windows around one line that the best gain a ∈ [0, 1.6] leaves unexplained: ⟨HH⟩ − 2a⟨HB⟩ + a²⟨BB⟩ with a = ⟨HB⟩ / (⟨BB⟩ + noise).
    /// In steps of <see cref="LineStep"/> lines, from the first.
    /// </summary>
    /// <param name="structure">H, height·width values, of which the next <see cref="LinesAhead"/> lines are there too.</param>
    /// <param name="background">B, as many.</param>
    /// <param name="y">Which line, a multiple of <see cref="LineStep"/>.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/> elements, left alone between lines.</param>
    /// <param name="unexplained">Receives the line: width energies ≥ 0, grey levels squared per pixel.</param>
    public static void Unexplained(
        ReadOnlySpan<float> structure, ReadOnlySpan<float> background, int width, int height, int y, Span<float> scratch, Span<float> unexplained)
    {
        Debug.Assert(structure.Length == width * height && background.Length == structure.Length && unexplained.Length == width && y % LineStep == 0);

        Span<float> hh = scratch[..PaddedLength(width)];
        Span<float> hb = scratch.Slice(PaddedLength(width), PaddedLength(width));
        Span<float> bb = scratch.Slice(2 * PaddedLength(width), PaddedLength(width));
        SlideProductsDown(structure, background, width, height, y, hh.Slice(Pad, width), hb.Slice(Pad, width), bb.Slice(Pad, width));
        RepeatEdges(hh, width);
        RepeatEdges(hb, width);
        RepeatEdges(bb, width);
        FitGain(hh, hb, bb, unexplained);
    }

    private static int PaddedLength(int width) => width + (2 * Pad);

    private static ReadOnlySpan<float> Line(ReadOnlySpan<float> plane, int width, int height, int y) =>
        plane.Slice(Math.Clamp(y, 0, height - 1) * width, width);

    /// <summary>Keeps the sum of 2·radius+1 lines as a running one: the line that comes in, minus the line that goes out.</summary>
    private static void SlideDown(ReadOnlySpan<float> plane, int width, int height, int y, int radius, Span<float> sums)
    {
        if (y == 0)
        {
            sums.Clear();
            for (int dy = -radius; dy <= radius; dy++)
                AddDifference(Line(plane, width, height, dy), default, sums);
            return;
        }

        AddDifference(Line(plane, width, height, y + radius), Line(plane, width, height, y - radius - 1), sums);
    }

    private static void AddDifference(ReadOnlySpan<float> add, ReadOnlySpan<float> subtract, Span<float> sums)
    {
        if (subtract.IsEmpty)
        {
            TensorPrimitives.Add(sums, add, sums);
            return;
        }

        int x = 0;
        ref float plus = ref MemoryMarshal.GetReference(add);
        ref float minus = ref MemoryMarshal.GetReference(subtract);
        ref float sum = ref MemoryMarshal.GetReference(sums);
        for (; x <= sums.Length - Vector<float>.Count; x += Vector<float>.Count)
        {
            Vector<float> next = Vector.LoadUnsafe(ref sum, (nuint)x) + Vector.LoadUnsafe(ref plus, (nuint)x) - Vector.LoadUnsafe(ref minus, (nuint)x);
            next.StoreUnsafe(ref sum, (nuint)x);
        }

        for (; x < sums.Length; x++)
            sums[x] = sums[x] + add[x] - subtract[x];
    }

    private static void SlideProductsDown(
        ReadOnlySpan<float> h, ReadOnlySpan<float> b, int width, int height, int y, Span<float> hh, Span<float> hb, Span<float> bb)
    {
        if (y == 0)
        {
            hh.Clear();
            hb.Clear();
            bb.Clear();
            for (int dy = -GainRadius; dy <= GainRadius; dy++)
                AddProducts(Line(h, width, height, dy), Line(b, width, height, dy), hh, hb, bb);
            return;
        }

        for (int step = LineStep - 1; step >= 0; step--)
        {
            (int comes, int goes) = (y + GainRadius - step, y - GainRadius - 1 - step);
            ExchangeProducts(
                Line(h, width, height, comes), Line(b, width, height, comes), Line(h, width, height, goes), Line(b, width, height, goes), hh, hb, bb);
        }
    }

    private static void AddProducts(ReadOnlySpan<float> h, ReadOnlySpan<float> b, Span<float> hh, Span<float> hb, Span<float> bb)
    {
        TensorPrimitives.MultiplyAdd(h, h, hh, hh);
        TensorPrimitives.MultiplyAdd(h, b, hb, hb);
        TensorPrimitives.MultiplyAdd(b, b, bb, bb);
    }

    /// <summary>Adds the products of the line that enters the window and takes away those of the line that leaves it.</summary>
    private static void ExchangeProducts(
        ReadOnlySpan<float> h, ReadOnlySpan<float> b, ReadOnlySpan<float> oldH, ReadOnlySpan<float> oldB, Span<float> hh, Span<float> hb, Span<float> bb)
    {
        ref float refH = ref MemoryMarshal.GetReference(h);
        ref float refB = ref MemoryMarshal.GetReference(b);
        ref float refOldH = ref MemoryMarshal.GetReference(oldH);
        ref float refOldB = ref MemoryMarshal.GetReference(oldB);
        ref float refHh = ref MemoryMarshal.GetReference(hh);
        ref float refHb = ref MemoryMarshal.GetReference(hb);
        ref float refBb = ref MemoryMarshal.GetReference(bb);
        int x = 0;
        for (; x <= h.Length - Vector<float>.Count; x += Vector<float>.Count)
        {
            Vector<float> newH = Vector.LoadUnsafe(ref refH, (nuint)x);
            Vector<float> newB = Vector.LoadUnsafe(ref refB, (nuint)x);
            Vector<float> goneH = Vector.LoadUnsafe(ref refOldH, (nuint)x);
            Vector<float> goneB = Vector.LoadUnsafe(ref refOldB, (nuint)x);
            (Vector.LoadUnsafe(ref refHh, (nuint)x) + (newH * newH) - (goneH * goneH)).StoreUnsafe(ref refHh, (nuint)x);
            (Vector.LoadUnsafe(ref refHb, (nuint)x) + (newH * newB) - (goneH * goneB)).StoreUnsafe(ref refHb, (nuint)x);
            (Vector.LoadUnsafe(ref refBb, (nuint)x) + (newB * newB) - (goneB * goneB)).StoreUnsafe(ref refBb, (nuint)x);
        }

        for (; x < h.Length; x++)
        {
            hh[x] += (h[x] * h[x]) - (oldH[x] * oldH[x]);
            hb[x] += (h[x] * b[x]) - (oldH[x] * oldB[x]);
            bb[x] += (b[x] * b[x]) - (oldB[x] * oldB[x]);
        }
    }

    private static void RepeatEdges(Span<float> padded, int width)
    {
        padded[..Pad].Fill(padded[Pad]);
        padded[(Pad + width)..].Fill(padded[Pad + width - 1]);
    }

    private static void Subtract(ReadOnlySpan<float> fine, ReadOnlySpan<float> coarse, Span<float> structure)
    {
        const float FineScale = 1f / ((2 * FineRadius + 1) * (2 * FineRadius + 1));
        const float CoarseScale = 1f / ((2 * CoarseRadius + 1) * (2 * CoarseRadius + 1));
        ref float small = ref Unsafe.Add(ref MemoryMarshal.GetReference(fine), Pad - FineRadius);
        ref float large = ref MemoryMarshal.GetReference(coarse);
        ref float target = ref MemoryMarshal.GetReference(structure);
        int x = 0;
        for (; x <= structure.Length - Vector<float>.Count; x = Lanes.After<float>(x, structure.Length))
        {
            Vector<float> difference = (Three(ref Unsafe.Add(ref small, x)) * FineScale) - (Seven(ref Unsafe.Add(ref large, x)) * CoarseScale);
            difference.StoreUnsafe(ref target, (nuint)x);
        }

        for (; x < structure.Length; x++)
            structure[x] = (Sum(fine.Slice(x + Pad - FineRadius, (2 * FineRadius) + 1)) * FineScale) - (Sum(coarse.Slice(x, (2 * CoarseRadius) + 1)) * CoarseScale);
    }

    private static void FitGain(ReadOnlySpan<float> hh, ReadOnlySpan<float> hb, ReadOnlySpan<float> bb, Span<float> unexplained)
    {
        const int Window = (2 * GainRadius) + 1;
        const float Scale = 1f / (Window * Window);
        ref float sumHh = ref MemoryMarshal.GetReference(hh);
        ref float sumHb = ref MemoryMarshal.GetReference(hb);
        ref float sumBb = ref MemoryMarshal.GetReference(bb);
        ref float target = ref MemoryMarshal.GetReference(unexplained);
        int x = 0;
        for (; x <= unexplained.Length - Vector<float>.Count; x = Lanes.After<float>(x, unexplained.Length))
        {
            Vector<float> now = Seven(ref Unsafe.Add(ref sumHh, x)) * Scale;
            Vector<float> both = Seven(ref Unsafe.Add(ref sumHb, x)) * Scale;
            Vector<float> before = Vector.MaxNative(Seven(ref Unsafe.Add(ref sumBb, x)) * Scale, Vector<float>.Zero);
            Vector<float> gain = Vector.MinNative(Vector.MaxNative(both / (before + new Vector<float>(NoiseEnergy)), Vector<float>.Zero), new Vector<float>(MaxGain));
            Vector<float> rest = now - (gain * ((both * 2) - (gain * before)));

            // The running sums leave a rounding error behind that may be below zero where there is nothing.
            Vector.MaxNative(rest, Vector<float>.Zero).StoreUnsafe(ref target, (nuint)x);
        }

        for (; x < unexplained.Length; x++)
        {
            float now = Sum(hh.Slice(x, Window)) * Scale;
            float both = Sum(hb.Slice(x, Window)) * Scale;
            float before = Math.Max(Sum(bb.Slice(x, Window)) * Scale, 0);
            float gain = Math.Clamp(both / (before + NoiseEnergy), 0, MaxGain);
            unexplained[x] = Math.Max(now - (gain * ((both * 2) - (gain * before))), 0);
        }
    }

    // Offsets that are constants: the processor adds them for nothing, which it does not with computed ones.
    private static Vector<float> Three(ref float first)
        => Vector.LoadUnsafe(ref first) + Vector.LoadUnsafe(ref Unsafe.Add(ref first, 1)) + Vector.LoadUnsafe(ref Unsafe.Add(ref first, 2));

    private static Vector<float> Seven(ref float first)
        => Three(ref first) + Vector.LoadUnsafe(ref Unsafe.Add(ref first, 3)) + Three(ref Unsafe.Add(ref first, 4));

    private static float Sum(ReadOnlySpan<float> values)
    {
        float sum = 0;
        foreach (float value in values)
            sum += value;
        return sum;
    }
}
