using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BirbCam.Vision.Motion.Kernels;

/// <summary>
/// What the structure of one place owes to a background: a copy of it that is faded or has come back, more here and less there as the rim of a cloud
/// does it, and that may have moved a little, as a twig does. Closer than <see cref="Structure.Unexplained"/>, and dearer: for cut-outs around single
/// blobs (<see cref="Cutout"/>), whose margins hold what the windows reach.
/// </summary>
internal static class FadedCopy
{
    /// <summary>A cut-out's margin: what a displaced window reaches.</summary>
    public const int Margin = GainRadius + Reach;

    /// <summary>5×5: the gain of a pixel is that of its surroundings, and changes from pixel to pixel.</summary>
    private const int GainRadius = 2;

    /// <summary>A twig or a knocked camera moves by some analysis pixels; three found nothing that two did not.</summary>
    private const int Reach = 2;

    private const int Across = (2 * Reach) + 1;
    private const int Shifts = Across * Across;

    /// <summary>What comes back out of dense vapour has several times the contrast that was learned through it.</summary>
    private const float MaxGain = 6;

    /// <summary>Sum of squares in a window below which there is nothing to fit.</summary>
    private const float NoiseEnergy = 4;

    /// <summary>Σ w·(H − a·B)², a the best gain of the 5×5 window around each pixel.</summary>
    /// <param name="structure">H, rows·stride values.</param>
    /// <param name="background">B, as many.</param>
    /// <param name="weights">As many, 1 where a pixel counts, else 0; 0 in the margins.</param>
    /// <param name="stride">Twice <see cref="Margin"/> more than a multiple of the vector width.</param>
    public static float Unexplained(ReadOnlySpan<float> structure, ReadOnlySpan<float> background, ReadOnlySpan<float> weights, int stride, int rows)
    {
        Debug.Assert(structure.Length >= rows * stride && background.Length >= rows * stride && weights.Length >= rows * stride);

        ref float now = ref MemoryMarshal.GetReference(structure);
        ref float before = ref MemoryMarshal.GetReference(background);
        ref float weight = ref MemoryMarshal.GetReference(weights);
        Vector<float> sum = Vector<float>.Zero;
        for (int y = Margin; y < rows - Margin; y++)
        {
            for (int x = Margin; x <= stride - Margin - Vector<float>.Count; x += Vector<float>.Count)
            {
                int at = (y * stride) + x;
                Window window = Sums(Energy(ref Unsafe.Add(ref now, at), stride), ref Unsafe.Add(ref now, at), ref Unsafe.Add(ref before, at), stride);
                Vector<float> rest = Vector.LoadUnsafe(ref now, (nuint)at) - (window.Gain * Vector.LoadUnsafe(ref before, (nuint)at));
                sum += rest * rest * Vector.LoadUnsafe(ref weight, (nuint)at);
            }
        }

        return Vector.Sum(sum);
    }

    /// <summary>Share of the weighted windows' energy that is left by the best of all copies moved by up to 2 pixels, 0–1.</summary>
    /// <param name="rowStep">From one row that is looked at to the next; 1 for all.</param>
    public static float UnexplainedByDisplaced(
        ReadOnlySpan<float> structure, ReadOnlySpan<float> background, ReadOnlySpan<float> weights, int stride, int rows, int rowStep)
    {
        Debug.Assert(structure.Length >= rows * stride && background.Length >= rows * stride && weights.Length >= rows * stride);

        ref float now = ref MemoryMarshal.GetReference(structure);
        ref float before = ref MemoryMarshal.GetReference(background);
        ref float weight = ref MemoryMarshal.GetReference(weights);
        Vector<float> left = Vector<float>.Zero;
        Vector<float> energy = Vector<float>.Zero;
        for (int y = Margin; y < rows - Margin; y += rowStep)
        {
            for (int x = Margin; x <= stride - Margin - Vector<float>.Count; x += Vector<float>.Count)
            {
                int at = (y * stride) + x;
                Vector<float> counts = Vector.LoadUnsafe(ref weight, (nuint)at);
                if (Vector.EqualsAll(counts, Vector<float>.Zero))
                    continue;

                var least = new Vector<float>(float.MaxValue);
                Vector<float> all = Energy(ref Unsafe.Add(ref now, at), stride);
                for (int shift = 0; shift < Shifts; shift++)
                {
                    int from = at + (((shift / Across) - Reach) * stride) + (shift % Across) - Reach;
                    least = Vector.MinNative(least, Sums(all, ref Unsafe.Add(ref now, at), ref Unsafe.Add(ref before, from), stride).Rest);
                }

                left += Vector.MaxNative(least, Vector<float>.Zero) * counts;
                energy += all * counts;
            }
        }

        return Vector.Sum(left) / (Vector.Sum(energy) + 1);
    }

    /// <summary>Σ H² over the 5×5 windows around a vector of pixels.</summary>
    private static Vector<float> Energy(ref float now, int stride)
    {
        Vector<float> hh = Vector<float>.Zero;
        for (int dy = -GainRadius; dy <= GainRadius; dy++)
        {
            ref float line = ref Unsafe.Add(ref now, (dy * stride) - GainRadius);
            for (int dx = 0; dx <= 2 * GainRadius; dx++)
            {
                Vector<float> h = Vector.LoadUnsafe(ref line, (nuint)dx);
                hh += h * h;
            }
        }

        return hh;
    }

    /// <summary>Sums over the 5×5 windows around a vector of pixels in H and one in B.</summary>
    /// <param name="hh">Σ H².</param>
    private static Window Sums(Vector<float> hh, ref float now, ref float before, int stride)
    {
        (Vector<float> hb, Vector<float> bb) = (Vector<float>.Zero, Vector<float>.Zero);
        for (int dy = -GainRadius; dy <= GainRadius; dy++)
        {
            ref float lineH = ref Unsafe.Add(ref now, (dy * stride) - GainRadius);
            ref float lineB = ref Unsafe.Add(ref before, (dy * stride) - GainRadius);
            for (int dx = 0; dx <= 2 * GainRadius; dx++)
            {
                Vector<float> b = Vector.LoadUnsafe(ref lineB, (nuint)dx);
                hb += Vector.LoadUnsafe(ref lineH, (nuint)dx) * b;
                bb += b * b;
            }
        }

        return new Window(hh, hb, bb);
    }

    private readonly struct Window(Vector<float> hh, Vector<float> hb, Vector<float> bb)
    {
        public Vector<float> Gain { get; } =
            Vector.MinNative(Vector.MaxNative(hb / (bb + new Vector<float>(NoiseEnergy)), Vector<float>.Zero), new Vector<float>(MaxGain));

        public Vector<float> Rest => hh - (Gain * ((hb * 2) - (Gain * bb)));
    }
}
