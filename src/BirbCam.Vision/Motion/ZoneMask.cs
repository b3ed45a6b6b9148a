using BirbCam.Vision.Motion.Kernels;

namespace BirbCam.Vision.Motion;

/// <summary>The zones of the options, drawn once at analysis size. A pixel belongs to a polygon when its centre does (even-odd rule).</summary>
internal sealed class ZoneMask
{
    private readonly int _width;
    private readonly bool _isUniform;
    private readonly float[] _strictness;
    private readonly byte[] _ignored;
    private readonly byte[] _preclusive;
    private readonly bool _ignoresAnything;
    private readonly bool _precludesAnything;

    public ZoneMask(MotionOptions options, int width, int height)
    {
        _width = width;
        _isUniform = options.Zones.All(zone => zone.Kind != MotionZoneKind.Sensitivity);
        _strictness = new float[_isUniform ? width : width * height];
        _ignored = new byte[width * height];
        _preclusive = new byte[width * height];
        Array.Fill(_strictness, (float)(1 / options.Sensitivity));
        foreach (MotionZone zone in options.Zones)
        {
            for (int i = 0; i < _ignored.Length; i++)
            {
                if (!Contains(zone.Polygon, ((i % width) + 0.5) / width, ((i / width) + 0.5) / height))
                    continue;

                switch (zone.Kind)
                {
                    case MotionZoneKind.Ignore:
                        _ignored[i] = 255;
                        break;
                    case MotionZoneKind.Preclusive:
                        _preclusive[i] = 255;
                        break;
                    case MotionZoneKind.Sensitivity:
                        _strictness[i] /= (float)zone.Factor;
                        break;
                }
            }
        }

        _ignoresAnything = _ignored.AsSpan().Contains((byte)255);
        _precludesAnything = _preclusive.AsSpan().Contains((byte)255);
    }

    /// <summary>What the bar is multiplied with along a line: 1/sensitivity, Width values above 0. Without zones it is the same memory for all lines, which stays in the nearest cache.</summary>
    public ReadOnlySpan<float> Strictness(int y) => _isUniform ? _strictness : _strictness.AsSpan(y * _width, _width);

    /// <summary>The part of the mask that lies outside the zones to be ignored.</summary>
    /// <param name="mask">Height·Width bytes, 0 or 255.</param>
    /// <param name="outside">Receives as many.</param>
    /// <returns>How many pixels of the mask lie in such a zone.</returns>
    public int LeaveOutIgnored(ReadOnlySpan<byte> mask, Span<byte> outside)
    {
        mask.CopyTo(outside);
        if (!_ignoresAnything)
            return 0;

        int ignored = 0;
        for (int i = 0; i < mask.Length; i++)
        {
            ignored += (mask[i] & _ignored[i]) >> 7;
            outside[i] &= (byte)~_ignored[i];
        }

        return ignored;
    }

    /// <summary>Whether any pixel of the blob's box that the mask has lies in a preclusive zone.</summary>
    public bool Precludes(Blob blob, ReadOnlySpan<byte> mask)
    {
        if (!_precludesAnything)
            return false;

        for (int y = blob.Box.Y; y < blob.Box.Bottom; y++)
        {
            for (int x = blob.Box.X; x < blob.Box.Right; x++)
            {
                if ((mask[(y * _width) + x] & _preclusive[(y * _width) + x]) != 0)
                    return true;
            }
        }

        return false;
    }

    /// <param name="polygon">Corners x, y as shares of the picture, 0–1.</param>
    internal static bool Contains(IReadOnlyList<double[]> polygon, double x, double y)
    {
        bool inside = false;
        for (int i = 0, before = polygon.Count - 1; i < polygon.Count; before = i++)
        {
            (double ax, double ay) = (polygon[i][0], polygon[i][1]);
            (double bx, double by) = (polygon[before][0], polygon[before][1]);
            if (ay > y != by > y && x < ((bx - ax) * (y - ay) / (by - ay)) + ax)
                inside = !inside;
        }

        return inside;
    }
}
