using System.Numerics;
using System.Runtime.InteropServices;

namespace BirbCam.Vision.Motion;

/// <summary>
/// For how long each pixel of the mask has been set, in seconds, so that the answer does not depend on the frame rate. A thing that moves a little takes its age along;
/// one that flickers loses it. Owns its planes.
/// </summary>
internal sealed class Persistence
{
    /// <summary>A pixel that is set for the first time has an age, but next to none.</summary>
    private const float Newborn = 1e-3f;

    private readonly int _width;
    private readonly int _height;
    private readonly float[] _ages;
    private readonly float[] _grown;
    private readonly float[] _scratch;
    private bool _anythingAged;

    public Persistence(int width, int height)
    {
        (_width, _height) = (width, height);
        _ages = new float[width * height];
        _grown = new float[width * height];
        _scratch = new float[width * height];
    }

    /// <summary>Seconds, Height·Width; 0 outside the mask.</summary>
    public ReadOnlySpan<float> Ages => _ages;

    public void Restart()
    {
        Array.Clear(_ages);
        _anythingAged = false;
    }

    /// <param name="mask">Height·Width bytes, 0 or 255.</param>
    /// <param name="elapsed">Since the picture before.</param>
    public void Observe(ReadOnlySpan<byte> mask, TimeSpan elapsed)
    {
        bool anythingSet = mask.ContainsAnyExcept((byte)0);
        if (!anythingSet && !_anythingAged)
            return;

        Grow(_ages, _width, _height, _scratch, _grown);
        float seconds = (float)elapsed.TotalSeconds;
        for (int i = 0; i < mask.Length; i++)
        {
            float before = _grown[i];
            _ages[i] = mask[i] == 0 ? 0 : before > 0 ? before + seconds : Newborn;
        }

        _anythingAged = anythingSet;
    }

    /// <summary>The largest of the 3×3 neighbours.</summary>
    /// <param name="plane">height·width values ≥ 0.</param>
    /// <param name="scratch">As many; overwritten.</param>
    /// <param name="grown">Receives as many; not <paramref name="plane"/> itself.</param>
    internal static void Grow(ReadOnlySpan<float> plane, int width, int height, Span<float> scratch, Span<float> grown)
    {
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<float> above = plane.Slice(Math.Max(y - 1, 0) * width, width);
            ReadOnlySpan<float> below = plane.Slice(Math.Min(y + 1, height - 1) * width, width);
            Largest(above, plane.Slice(y * width, width), below, scratch.Slice(y * width, width));
        }

        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<float> line = scratch.Slice(y * width, width);
            Span<float> target = grown.Slice(y * width, width);
            target[0] = Math.Max(line[0], line[Math.Min(1, width - 1)]);
            target[width - 1] = Math.Max(line[Math.Max(width - 2, 0)], line[width - 1]);
            if (width > 2)
                Largest(line[..(width - 2)], line[1..(width - 1)], line[2..], target[1..(width - 1)]);
        }
    }

    private static void Largest(ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, Span<float> largest)
    {
        ref float first = ref MemoryMarshal.GetReference(a);
        ref float second = ref MemoryMarshal.GetReference(b);
        ref float third = ref MemoryMarshal.GetReference(c);
        ref float target = ref MemoryMarshal.GetReference(largest);
        int x = 0;
        for (; x <= largest.Length - Vector<float>.Count; x += Vector<float>.Count)
        {
            Vector<float> most = Vector.Max(Vector.LoadUnsafe(ref first, (nuint)x), Vector.LoadUnsafe(ref second, (nuint)x));
            Vector.Max(most, Vector.LoadUnsafe(ref third, (nuint)x)).StoreUnsafe(ref target, (nuint)x);
        }

        for (; x < largest.Length; x++)
            largest[x] = Math.Max(Math.Max(a[x], b[x]), c[x]);
    }
}
