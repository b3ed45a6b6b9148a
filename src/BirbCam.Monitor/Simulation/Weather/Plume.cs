using BirbCam.Monitor.Simulation.Scenery;
using SkiaSharp;

namespace BirbCam.Monitor.Simulation.Weather;

/// <summary>
/// Exhaust of a furnace: turbulence that drifts from its source, dense and sharp-rimmed near it, wider and thinner further on, torn into puffs;
/// it comes and goes as the furnace does, and at times reaches over half the picture. Computed on a grid, behind railing and visitors.
/// </summary>
internal sealed class Plume
{
    /// <summary>Scene units a second along the axis.</summary>
    private const float Speed = 44;

    /// <summary>Texels of turbulence for a scene unit at the source; its largest billows are 32 texels.</summary>
    private const float Detail = 1.5f;

    /// <summary>A surge reaches this much further than the plume does on the mean.</summary>
    private const float Surge = 0.8f;

    /// <summary>How bright vapour is on the mean, and where there is none: at its rim it is mixed with that.</summary>
    private const float Dull = 0.93f;

    /// <summary>Beyond this many spreads from the axis there is never any vapour.</summary>
    private const float WidestSpread = 1.45f;

    private readonly int _seed;
    private readonly float _reach;
    private readonly VapourGrid _grid;

    /// <summary>Which part of the turbulence is this plume's, in texels.</summary>
    private readonly float _lane;

    /// <summary>The places of the grid that vapour may reach, and where they lie about the axis, in scene units.</summary>
    private readonly int[] _places;
    private readonly float[] _along;
    private readonly float[] _across;

    /// <summary>What depends on the way along the axis only, for every scene unit of it.</summary>
    private readonly Station[] _stations;

    /// <summary>How far the turbulence of this moment has drifted, in texels.</summary>
    private float _drift;
    private float _driftOfLarge;
    private float _driftOfSmall;
    private float _rise;

    /// <param name="source">Where it leaves, in scene units.</param>
    /// <param name="direction">Where it drifts; any length.</param>
    /// <param name="reach">How far it goes before it is gone, in scene units.</param>
    /// <param name="shadow">How much light it takes from what is behind it, 0–1: none from the sky.</param>
    public Plume(BalconyLayout layout, SKPoint source, SKPoint direction, float reach, float shadow, int seed)
    {
        _seed = seed;
        _reach = reach;
        _lane = SeededNoise.Hash(seed, 15) % Turbulence.Period;
        float furthest = reach * (1 + Surge);
        var axis = new SKPoint(direction.X / direction.Length, direction.Y / direction.Length);
        SKPoint end = source + new SKPoint(axis.X * furthest, axis.Y * furthest);
        float widest = WidestSpread * SpreadAt(furthest);
        var whole = SKRect.Inflate(
            new SKRect(Math.Min(source.X, end.X), Math.Min(source.Y, end.Y), Math.Max(source.X, end.X), Math.Max(source.Y, end.Y)), widest, widest);
        _grid = new VapourGrid(SKRect.Intersect(whole, SKRect.Inflate(new SKRect(0, 0, layout.Width, BalconyLayout.Height), 9, 9)), layout.Scale, shadow);

        _grid.Light.AsSpan().Fill(Dull);

        var inside = new List<(int Place, float Along, float Across)>();
        for (int place = 0; place < _grid.Opacity.Length; place++)
        {
            SKPoint from = _grid.PlaceOf(place) - source;
            float along = (from.X * axis.X) + (from.Y * axis.Y), across = (from.Y * axis.X) - (from.X * axis.Y);
            if (along >= 0 && along < furthest && Math.Abs(across) < (WidestSpread * SpreadAt(along)) + WanderAt(along))
                inside.Add((place, along, across));
        }

        _places = [.. inside.Select(one => one.Place)];
        _along = [.. inside.Select(one => one.Along)];
        _across = [.. inside.Select(one => one.Across)];
        _stations = new Station[(int)furthest + 1];
    }

    /// <param name="bgra">height·width·4 bytes, changed in place.</param>
    /// <param name="far">height·width bytes: 255 where the picture shows what is behind the plume, 0 where something nearer.</param>
    public void Draw(TimeSpan at, Span<byte> bgra, ReadOnlySpan<byte> far, int width, int height)
    {
        float second = (float)at.TotalSeconds;
        float strength = StrengthAt(second);
        if (strength < 0.01f)
            return;

        double drift = Detail * Speed * at.TotalSeconds;
        _drift = Repeated(0.4 * drift);
        _driftOfLarge = Repeated(drift);
        _driftOfSmall = Repeated(1.9 * drift);
        _rise = Repeated(4 * at.TotalSeconds);
        PlaceStations(second);
        for (int i = 0; i < _places.Length; i++)
            Fill(i, strength);
        _grid.Blend(bgra, far, width, height);
    }

    /// <summary>The furnace burns for a minute or so and pauses; a scene begins with it burning.</summary>
    private float StrengthAt(float second)
    {
        float burning = SeededNoise.Step(0.25f, 0.4f, SeededNoise.Smooth(_seed + 11, second / 23));
        float starting = 1 - SeededNoise.Step(15, 40, second);
        return Math.Max(burning, starting) * (0.75f + (0.25f * SeededNoise.Smooth(_seed + 12, second / 3)));
    }

    private void PlaceStations(float second)
    {
        float reach = _reach * (1 + (Surge * SeededNoise.Step(0.5f, 0.8f, SeededNoise.Smooth(_seed + 13, second / 17))));
        for (int along = 0; along < _stations.Length; along++)
        {
            float share = along / reach;
            float left = (along - (Speed * second)) / 75;
            // It leaves in puffs: dense ones, and gaps through which the wall is seen.
            float puff = SeededNoise.Smooth(_seed + 14, left * 0.9f) - 0.45f;
            _stations[along] = new Station(
                2 * (SeededNoise.Smooth(_seed + 1, left) - 0.5f) * WanderAt(along),
                1 / SpreadAt(along),
                Detail / (1 + (along / 160f)),
                0.42f + (puff * (0.3f + share)) - (0.75f * share * share),
                0.1f + (0.5f * share),
                (0.97f - (0.4f * Math.Min(share, 1))) * SeededNoise.Step(0, 4, along) * (1 - SeededNoise.Step(0.75f, 1f, share)));
        }
    }

    private void Fill(int i, float strength)
    {
        Station station = _stations[(int)_along[i]];
        float across = _across[i] + station.Wander;
        float offAxis = across * station.PerSpread;
        if (station.Most == 0 || offAxis is < -WidestSpread or > WidestSpread)
        {
            _grid.Opacity[_places[i]] = 0;
            _grid.Light[_places[i]] = Dull;
            return;
        }

        // Further on the billows are larger; the way along is stretched like the way across. Small ones change faster than large ones drift.
        float u = _along[i] * station.Detail, v = (across * station.Detail) + _lane;
        float warp = Turbulence.At((0.4f * u) - _drift, (0.4f * v) + _rise) - 0.5f;
        float large = Turbulence.At(u - _driftOfLarge, v + (30 * warp));
        float small = Turbulence.At((2.1f * u) - _driftOfSmall, (2.1f * v) - (40 * warp));
        float turbulence = (0.68f * large) + (0.32f * small) - 0.5f;

        float density = station.Bias + (0.7f * (1 - (offAxis * offAxis))) + (1.7f * turbulence);
        _grid.Opacity[_places[i]] = strength * station.Most * SeededNoise.Step(0.3f, 0.3f + station.Softness, density);
        // Its heads catch the light of the sky, its creases and its underside do not.
        _grid.Light[_places[i]] = Math.Clamp(Dull + (0.42f * turbulence) + (0.12f * warp) - (0.05f * offAxis), 0.6f, 1.06f);
    }

    /// <summary>The same place of the turbulence, near enough to zero for a float to be exact after days.</summary>
    private static float Repeated(double texels) => (float)(texels % Turbulence.Period);

    private static float SpreadAt(float along) => 7 + (0.21f * along);

    /// <summary>How far the axis strays to either side.</summary>
    private static float WanderAt(float along) => 0.17f * along;

    /// <param name="Wander">How far the axis has strayed, in scene units.</param>
    /// <param name="PerSpread">1 / spread, in 1 / scene units.</param>
    /// <param name="Detail">Texels of turbulence for a scene unit.</param>
    /// <param name="Bias">Added to the density.</param>
    /// <param name="Softness">How much density makes a rim.</param>
    /// <param name="Most">The highest opacity.</param>
    private readonly record struct Station(float Wander, float PerSpread, float Detail, float Bias, float Softness, float Most);
}
