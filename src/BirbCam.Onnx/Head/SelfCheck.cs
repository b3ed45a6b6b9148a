using System.Numerics.Tensors;
using BirbCam.Onnx.Gradients;
using BirbCam.Onnx.Layers;
using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Onnx.Head;

/// <summary>
/// Holds a backward model against the forward one: for a small step v of the layer the score has to change by ⟨gradient, v⟩. Needs no second
/// implementation and no reference: (S(A + v) − S(A − v)) / 2 is what the user's own operators do.
/// </summary>
internal sealed class SelfCheck
{
    /// <summary>A kink on the way (a ReLU that flips, another winner of a maximum) spoils single directions; the median of five bears two of them.</summary>
    private const int Directions = 5;

    /// <summary>
    /// How much of the evidence a step moves. The long one keeps five of a float's seven digits in the difference of two scores; the short one keeps
    /// three and crosses few kinks. A derivative has to fit one of them.
    /// </summary>
    private static readonly double[] StepShares = [3e-3, 1e-4];

    /// <summary>Half precision has three digits: a step that leaves one of them in the difference moves a tenth.</summary>
    private static readonly double[] HalfStepShares = [0.1, 0.03];

    /// <summary>A step that fits as well needs no other one to say so.</summary>
    private const double GoodEnough = 1e-3;

    /// <summary>Where contributions cancel, rounding shows: the change is held against this share of their sum without signs at least.</summary>
    private const double CancellationShare = 0.1;

    /// <summary>
    /// A layer with less evidence than this share of the score is moved as if it had as much. The last layer of an untrained Inception has next to none beside
    /// the bias of the logits: its exact gradient seemed to be off by 20 %, which was what rounding left of the steps.
    /// </summary>
    private const double ScoreShare = 1 / 30d;

    private readonly float[] _activation;
    private readonly float[] _gradient;
    private readonly float[] _moved;
    private readonly double _evidence;
    private readonly double[] _shares;

    /// <param name="score">At the layer as it is.</param>
    private SelfCheck(float[] activation, float[] gradient, double score, double[] shares)
    {
        _shares = shares;
        _activation = activation;
        _gradient = gradient;
        _moved = new float[activation.Length];

        double evidence = 0;
        for (int i = 0; i < activation.Length; i++)
            evidence += Math.Abs((double)gradient[i] * activation[i]);
        double audible = Math.Max(evidence, ScoreShare * Math.Abs(score));
        _evidence = audible > 0 ? audible : 1;
    }

    /// <summary>The median relative error over some directions, from 0; small is right. Not a number where the model answers with none.</summary>
    /// <param name="trial">Holds the layer, and what both models read.</param>
    /// <param name="late">Ends the check.</param>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime refuses one of the models, or the check was ended.</exception>
    public static double Error(BackwardModel backward, HeadModel head, MapLayer layer, Trial trial, CancellationToken late)
    {
        var random = new Random(1);
        float[] seed = new float[head.Score.ElementCount];
        for (int c = 0; c < seed.Length; c++)
            seed[c] = (random.NextSingle() * 2) - 1;

        float[] activation = new float[layer.Tensor.ElementCount];
        RuntimeTensor.CopyTo(trial[layer.Name], activation);
        using var before = new BackwardRun(backward, layer.Tensor, head.Score);
        using var after = new HeadRun(head, late);
        var check = new SelfCheck(activation, before.Gradient(name => trial[name], seed).ToArray(), Score(activation), IsHalf(layer.Tensor) || IsHalf(head.Score) ? HalfStepShares : StepShares);

        double[] errors = new double[Directions];
        for (int i = 0; i < Directions; i++)
            errors[i] = check.ErrorAlong(check.Direction(i, layer, random), Score);
        Array.Sort(errors);
        return errors[Directions / 2];

        double Score(float[] values) => after.Score(values, name => trial[name], seed);
    }

    private static bool IsHalf(TensorInfo tensor) => tensor.Type is ElementType.Float16 or ElementType.BFloat16;

    /// <summary>
    /// In turns the layer's own values, scaled by chance channel by channel, which finds contributions that the gradient lacks, and changes neither a sign
    /// nor the winner of a maximum; and the gradient's signs with lengths by chance, which finds wrong ones where the layer is zero.
    /// </summary>
    private float[] Direction(int turn, MapLayer layer, Random random)
    {
        float[] direction = new float[_activation.Length];
        if (turn % 2 == 1)
        {
            for (int i = 0; i < direction.Length; i++)
                direction[i] = random.NextSingle() * (_gradient[i] > 0 ? 1 : _gradient[i] < 0 ? -1 : 0);
            return direction;
        }

        float[] factors = [.. Enumerable.Range(0, layer.Channels).Select(_ => random.NextSingle())];
        for (int i = 0; i < direction.Length; i++)
            direction[i] = factors[i / layer.ChannelStride % factors.Length] * _activation[i];
        return direction;
    }

    private double ErrorAlong(float[] direction, Func<float[], double> score)
    {
        double expected = 0, unsigned = 0;
        for (int i = 0; i < direction.Length; i++)
        {
            double part = (double)_gradient[i] * direction[i];
            expected += part;
            unsigned += Math.Abs(part);
        }

        double longest = unsigned > 0 ? _evidence / unsigned : 1;
        double scale = Math.Max(Math.Abs(expected), CancellationShare * unsigned);
        double least = double.PositiveInfinity;
        foreach (double share in _shares)
        {
            double error = Math.Abs(Slope(direction, share * longest, score) - expected) / (scale > 0 ? scale : 1);
            least = Math.Min(least, error);
            if (least < GoodEnough)
                break;
        }

        return least;
    }

    private double Slope(float[] direction, double length, Func<float[], double> score)
        => (score(Moved(direction, length)) - score(Moved(direction, -length))) / (2 * length);

    private float[] Moved(float[] direction, double by)
    {
        TensorPrimitives.MultiplyAdd(direction, (float)by, _activation, _moved);
        return _moved;
    }
}
