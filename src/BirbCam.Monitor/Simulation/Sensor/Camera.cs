namespace BirbCam.Monitor.Simulation.Sensor;

/// <summary>What a camera makes of the scene before it: where it looks, how much light it takes, its noise, its JPEG. Keeps its memory.</summary>
internal sealed class Camera
{
    private readonly int _width;
    private readonly int _height;
    private readonly float _sceneUnitsPerPixel;
    private readonly Lighting _lighting;
    private readonly SensorNoise _noise;
    private readonly Knock? _knock;
    private readonly JpegLoss? _jpeg;
    private readonly int _noiseFactor;
    private readonly int[] _gains;
    private readonly byte[] _row;

    /// <param name="scale">Pixels to one scene unit.</param>
    public Camera(SimulationOptions options, float scale)
    {
        _width = options.Width;
        _height = options.Height;
        _sceneUnitsPerPixel = 1 / scale;
        _lighting = new Lighting(options);
        _noise = new SensorNoise(options.Seed);
        _noiseFactor = options.Noise ? 1 : 0;
        _knock = options.Knock ? new Knock(options.Seed, scale) : null;
        _jpeg = options.Jpeg is int quality ? new JpegLoss(quality, options.Width) : null;
        _gains = new int[_width * 4];
        _row = new byte[_width * 4];
    }

    /// <summary>How far the scene is shifted in the picture, in pixels.</summary>
    public (int Right, int Down) OffsetAt(TimeSpan at) => _knock?.OffsetAt(at) ?? (0, 0);

    /// <param name="scene">height·width·4 bytes, blue first.</param>
    /// <param name="bgr">Receives height·width·3 bytes.</param>
    public void Take(TimeSpan at, ReadOnlySpan<byte> scene, Span<byte> bgr)
    {
        _lighting.GainsAt(at, _sceneUnitsPerPixel, _gains);
        int strength = _noiseFactor * _lighting.NoiseAt(at);
        (int right, int down) = OffsetAt(at);
        for (int y = 0; y < _height; y++)
        {
            ReadOnlySpan<byte> row = scene.Slice(Inside(y - down, _height) * _width * 4, _width * 4);
            if (right != 0)
                row = Shifted(row, right);
            Development.Row(row, _gains, _noise.RowAt(at, y, _width), strength, bgr.Slice(y * _width * 3, _width * 3));
        }

        _jpeg?.Apply(bgr);
    }

    private ReadOnlySpan<byte> Shifted(ReadOnlySpan<byte> row, int right)
    {
        Span<byte> shifted = _row;
        if (right > 0)
            row[..^(right * 4)].CopyTo(shifted[(right * 4)..]);
        else
            row[(-right * 4)..].CopyTo(shifted);

        for (int i = 0; i < Math.Abs(right); i++)
        {
            int x = right > 0 ? i : _width - 1 - i;
            row.Slice(4 * Inside(x - right, _width), 4).CopyTo(shifted[(4 * x)..]);
        }

        return shifted;
    }

    /// <summary>Nothing is drawn beyond the scene's edge: what a shifted camera sees there is the scene once more, mirrored.</summary>
    private static int Inside(int place, int length) => place < 0 ? -place - 1 : place >= length ? (2 * length) - 1 - place : place;
}
