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

        Neighbours.Largest(_ages, _width, _height, _scratch, _grown);
        float seconds = (float)elapsed.TotalSeconds;
        for (int i = 0; i < mask.Length; i++)
        {
            float before = _grown[i];
            _ages[i] = mask[i] == 0 ? 0 : before > 0 ? before + seconds : Newborn;
        }

        _anythingAged = anythingSet;
    }
}
