using BirbCam.Vision.Motion.Kernels;

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
    private float[] _ages;
    private float[] _before;
    private bool _anythingAged;

    public Persistence(int width, int height)
    {
        _width = width;
        _ages = new float[width * height];
        _before = new float[width * height];
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
        if (_anythingAged)
        {
            (_ages, _before) = (_before, _ages);
            Array.Clear(_ages);
        }

        float seconds = (float)elapsed.TotalSeconds;
        bool anythingSet = false;
        var runs = new MaskRuns(mask);
        while (runs.MoveNext())
        {
            if (runs.Value == 0)
                continue;

            anythingSet = true;
            for (int at = runs.From; at < runs.From + runs.Length; at++)
            {
                float before = _anythingAged ? Neighbours.LargestAround(_before, _width, at) : 0;
                _ages[at] = before > 0 ? before + seconds : Newborn;
            }
        }

        _anythingAged = anythingSet;
    }
}
