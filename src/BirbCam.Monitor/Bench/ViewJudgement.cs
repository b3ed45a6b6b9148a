using System.Collections.Immutable;
using BirbCam.Monitor.Bench.Metrics;
using BirbCam.Onnx.Layers;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation.Methods;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Bench;

/// <summary>Judges the maps of one kind of view, scene after scene: those of the methods, and beside them two that know nothing. One thread at a time.</summary>
internal sealed class ViewJudgement
{
    /// <summary>What a model hardly sees it cannot show: scenes count from this probability of the label on.</summary>
    public const double LeastProbability = 0.15;

    /// <summary>Scenes whose insertion and deletion are measured: each costs 22 forward runs a map.</summary>
    private const int MostCurves = 24;

    private readonly ExplainedView _view;
    private readonly MapLayer _layer;
    private readonly ImmutableArray<CamMethod> _methods;
    private readonly QualityTally[] _tallies;
    private readonly PixelCurves _curves;
    private readonly Random _random;
    private int _looked;
    private int _counted;
    private int _curved;
    private double _probabilities;
    private double _boxShares;

    /// <param name="view">Whose maps are judged; stays the caller's.</param>
    /// <param name="random">For the maps of chance.</param>
    public ViewJudgement(ExplainedView view, ModelInput input, MapLayer layer, ImmutableArray<CamMethod> methods, Random random)
    {
        _view = view;
        _layer = layer;
        _methods = methods;
        _random = random;
        _tallies = [.. methods.Select(CamMethods.WordOf).Append("centre").Append("random").Select(map => new QualityTally(map))];
        _curves = new PixelCurves(input, view.Probability);
    }

    /// <summary>Takes a scene in. One whose box does not lie in the view, or on which the label is not seen, does not count.</summary>
    /// <param name="bgr">The frame that the simulation drew.</param>
    /// <param name="truth">Whom to look for; the first box has to lie in view.</param>
    /// <param name="seen">The view, in frame pixels.</param>
    public void Add(ReadOnlySpan<byte> bgr, VisitorTruth truth, InputView seen)
    {
        _looked++;
        if (!Shows(seen, truth.Boxes[0]))
            return;

        double probability = _view.Look(bgr, VisitorScenes.Width, VisitorScenes.Height, seen, truth.Label);
        if (probability < LeastProbability)
            return;

        _counted++;
        _probabilities += probability;
        (float[] Map, int Columns)[] maps =
        [
            .. _view.Maps(_methods).Select(map => (map, _layer.Width)),
            ReferenceMaps.Centre(_layer.Width, _layer.Height),
            (ReferenceMaps.Random(_layer.Places, _random), _layer.Width),
        ];
        Score(maps, truth, seen);
        if (_curved < MostCurves)
            Follow(maps);
    }

    /// <summary>What is known by now.</summary>
    /// <param name="name">Of the view.</param>
    public ViewQuality Result(string name)
        => new(name, _looked, _counted, _curved, _probabilities / _counted, _boxShares / _counted, [.. _tallies.Select(tally => tally.Result)]);

    private static bool Shows(InputView view, PixelRect box)
        => box.X >= view.X && box.Y >= view.Y && box.Right <= view.X + view.Width && box.Bottom <= view.Y + view.Height;

    private void Score((float[] Map, int Columns)[] maps, VisitorTruth truth, InputView seen)
    {
        MapScore score = default;
        for (int i = 0; i < maps.Length; i++)
        {
            score = MapScore.Of(maps[i].Map, maps[i].Columns, seen, truth.Boxes.AsSpan(), VisitorScenes.Width, VisitorScenes.Height);
            _tallies[i].Add(score);
        }

        // The same for every map.
        _boxShares += score.BoxShare;
    }

    private void Follow((float[] Map, int Columns)[] maps)
    {
        _curved++;
        _curves.Show(_view.Input);
        for (int i = 0; i < maps.Length; i++)
            _tallies[i].Add(_curves.Follow(maps[i].Map, maps[i].Columns));
    }
}
