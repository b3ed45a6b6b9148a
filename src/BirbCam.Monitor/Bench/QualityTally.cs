using BirbCam.Monitor.Bench.Metrics;

namespace BirbCam.Monitor.Bench;

/// <summary>Adds up one kind of map over the scenes.</summary>
internal sealed class QualityTally(string map)
{
    private int _scenes;
    private int _pointed;
    private double _energy;
    private double _lift;
    private int _curves;
    private double _insertion;
    private double _deletion;

    /// <summary>Means; not numbers where nothing was added.</summary>
    public MapQuality Result => new(
        map, (double)_pointed / _scenes, _energy / _scenes, _lift / _scenes, _insertion / _curves, _deletion / _curves);

    public void Add(MapScore score)
    {
        _scenes++;
        _pointed += score.Points ? 1 : 0;
        _energy += score.Energy;
        _lift += score.Lift;
    }

    public void Add((double Insertion, double Deletion) curves)
    {
        _curves++;
        _insertion += curves.Insertion;
        _deletion += curves.Deletion;
    }
}
