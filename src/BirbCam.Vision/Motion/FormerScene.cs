using BirbCam.Vision.Motion.Kernels;

namespace BirbCam.Vision.Motion;

/// <summary>
/// What the gate knew of the scene before the camera was knocked. A second of a trembling picture teaches little of it, and shows whoever came with the knock as a part of it: what was known before goes along
/// to where the picture went. Owns its planes; allocates nothing.
/// </summary>
internal sealed class FormerScene(int width, int height)
{
    /// <summary>Correlation of structure above which two pictures show one scene; simulated knocks keep 0.78 to 0.98.</summary>
    private const float SameScene = 0.5f;

    /// <summary>A scene that was at rest for less is not worth more than the one before it.</summary>
    private static readonly TimeSpan KnownAfter = TimeSpan.FromSeconds(10);

    private readonly float[] _usual = new float[width * height];
    private readonly float[] _longAgo = new float[width * height];
    private readonly float[] _mean = new float[Structure.LinesOf(height) * width];
    private readonly float[] _variance = new float[Structure.LinesOf(height) * width];
    private readonly float[] _scratch = new float[width * height];
    private double _watched;

    /// <summary>Keeps what is known by now, unless it is next to nothing.</summary>
    /// <param name="atRest">For how long the picture has shown this scene.</param>
    public void Keep(BackgroundModel background, Evidence evidence, TimeSpan atRest)
    {
        if (atRest < KnownAfter)
            return;

        background.Usual.CopyTo(_usual);
        background.ResidueMean.CopyTo(_mean);
        background.ResidueVariance.CopyTo(_variance);
        evidence.LongAgo.CopyTo(_longAgo);
        _watched = evidence.Watched;
    }

    public void Forget() => _watched = 0;

    /// <summary>Gives back what was kept, once, where the picture that was marked last shows that scene; another scene, and what came into view beyond the former edge, stays as it was learned since.</summary>
    public void Return(BackgroundModel background, Evidence evidence)
    {
        if (_watched == 0)
            return;

        Displacement displacement = Registration.Find(_usual, background.Structures.Present, width, height, _scratch);
        if (displacement.Agreement < SameScene)
            return;

        Registration.Move(_usual, width, height, displacement, background.Usual);
        Registration.Move(_mean, width, height, displacement, background.ResidueMean, Structure.LineStep);
        Registration.Move(_variance, width, height, displacement, background.ResidueVariance, Structure.LineStep);
        Registration.Move(_longAgo, width, height, displacement, evidence.LongAgo);
        (evidence.Watched, _watched) = (_watched, 0);
    }
}
