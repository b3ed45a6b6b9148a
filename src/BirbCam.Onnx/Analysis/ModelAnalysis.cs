using System.Globalization;
using BirbCam.Onnx.Gradients;
using BirbCam.Onnx.Head;
using BirbCam.Onnx.Layers;
using BirbCam.Onnx.Probing;
using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Onnx.Analysis;

/// <summary>Finds out what <see cref="ExplainableModel"/> says of a model: one probe run, then the choice of a layer, its derivative, and the check.</summary>
internal sealed class ModelAnalysis
{
    private readonly ModelFile _file;
    private readonly TensorInfo _input;
    private readonly ProbeResult _probe;
    private readonly TensorInfo _output;
    private readonly TensorInfo _score;
    private readonly string? _finalActivation;
    private readonly TargetSelection _selection;

    /// <exception cref="OnnxFormatException">ONNX Runtime refuses the model, or the output is no list of scores.</exception>
    public ModelAnalysis(ModelFile file, TensorInfo input, string output)
    {
        _file = file;
        _input = input;
        _probe = Probe.Run(file.Bytes.Span, file.ExternalFolder, file.Graph, input);
        _output = _probe[output];
        (string logits, _finalActivation) = ScoreTensor.Of(file.Graph, output);
        _score = _probe[logits];
        if (!_score.Type.IsReal() || _score.Shape.Count(size => size != 1) > 1)
            throw new OnnxFormatException($"the output is no list of scores, one for each class: {_score}");

        _selection = new TargetSelection(file.Graph, _probe, input, logits, Cuts.Between(file.Graph, _probe, input.Name, logits));
    }

    /// <exception cref="OnnxFormatException">A layer was named that is none.</exception>
    public ExplainableModel Explain(string layer)
    {
        MapLayer? last = _selection.Last(IsSeen);
        var model = new ExplainableModel
        {
            Input = _input,
            Output = _output,
            Score = _score,
            FinalActivation = _finalActivation,
            Maps = _selection.Maps,
            Target = Choose(layer, last),
            IsLastLayer = true,
        };
        if (model.Target is not MapLayer target)
            return model with { WhyNotExact = "no layer of this model is a map of the picture that everything passes through: name one" };

        model = model with { IsLastLayer = last is null || target.Places <= last.Places };
        try
        {
            BackwardModel backward = ReverseMode.Differentiate(_file.Graph, _probe, _score.Name, target.Name);
            return WithGradient(model, target, backward);
        }
        catch (UnsupportedOperatorException without)
        {
            return WithHead(model, target, without.Message);
        }
    }

    /// <summary>A derivative is made for the shapes of the probe run; where the next picture gives others, only the head is left.</summary>
    private ExplainableModel WithGradient(ExplainableModel model, MapLayer target, BackwardModel backward)
    {
        double? error;
        try
        {
            error = Check(target, backward);
        }
        catch (OnnxFormatException refused)
        {
            return WithHead(model, target, refused.Message);
        }

        bool isDoubtful = error > ExplainableModel.LargestError;
        return model with
        {
            Backward = backward,
            SelfCheckError = error,
            WhyNotExact = isDoubtful ? string.Create(CultureInfo.InvariantCulture, $"the gradient differs from the model's own differences by {100 * error:0.0} %") : null,
        };
    }

    private ExplainableModel WithHead(ExplainableModel model, MapLayer target, string whyNotExact) => TryHead(target) is HeadModel head
        ? model with { Head = head, WhyNotExact = whyNotExact }
        : model with { Target = null, WhyNotExact = $"{whyNotExact}, and what comes after the layer cannot be run alone" };

    private MapLayer? Choose(string layer, MapLayer? last) => layer switch
    {
        ExplainableModel.AutomaticLayer => last,
        ExplainableModel.FinerLayer => last is not null && _selection.FinerThan(last) is MapLayer finer
            ? finer
            : throw new OnnxFormatException("the model has no layer that is finer than its last one"),
        _ => _selection.Named(layer),
    };

    private HeadModel HeadOf(MapLayer target) => HeadModel.Of(_file, _probe, target.Tensor, _score);

    /// <summary>What comes after the layer, once it has been run; null where it cannot be.</summary>
    private HeadModel? TryHead(MapLayer target)
    {
        try
        {
            HeadModel head = HeadOf(target);
            return InTime<HeadModel?>(null, late =>
            {
                using var trial = new Trial(_file, _input, [target.Name, .. head.Saved], late);
                using var run = new HeadRun(head, late);
                float[] values = new float[target.Tensor.ElementCount];
                RuntimeTensor.CopyTo(trial[target.Name], values);
                run.Score(values, name => trial[name], new float[_score.ElementCount]);
                return head;
            });
        }
        catch (OnnxFormatException)
        {
            return null;
        }
    }

    /// <summary>Null where the model answers the trial's picture with what is no number, and where a check would take too long on this machine.</summary>
    /// <exception cref="OnnxFormatException">ONNX Runtime refuses the derivative, or what comes after the layer.</exception>
    private double? Check(MapLayer target, BackwardModel backward)
    {
        HeadModel head = HeadOf(target);
        double? error = InTime<double?>(null, late =>
        {
            using var trial = new Trial(_file, _input, [target.Name, .. backward.Saved, .. head.Saved], late);
            return SelfCheck.Error(backward, head, target, trial, late);
        });
        return error is double found && double.IsFinite(found) ? error : null;
    }

    /// <summary>
    /// Whether the score changes where all places of a map change. A map is taken at its word where that cannot be found out: where the machine is too slow,
    /// or what comes after the map cannot be run alone.
    /// </summary>
    private bool IsSeen(MapLayer map)
    {
        try
        {
            return InTime(true, late => Changes(map, late));
        }
        catch (OnnxFormatException)
        {
            return true;
        }
    }

    /// <remarks>Classes that nobody asked about tell as much as any.</remarks>
    private bool Changes(MapLayer map, CancellationToken late)
    {
        HeadModel head = HeadOf(map);
        using var trial = new Trial(_file, _input, [map.Name, .. head.Saved], late);
        using var run = new HeadRun(head, late);
        float[] seed = [.. Enumerable.Range(0, _score.ElementCount).Select(c => 1f + (c % 7))];
        float[] values = new float[map.Tensor.ElementCount];
        RuntimeTensor.CopyTo(trial[map.Name], values);
        double before = run.Score(values, name => trial[name], seed);
        for (int place = 0; place < map.Places; place++)
        {
            for (int k = 0; k < map.Channels; k++)
                values[map.Start + (place * map.PlaceStride) + (k * map.ChannelStride)] += (place + k) % 3;
        }

        return run.Score(values, name => trial[name], seed) != before;
    }

    /// <summary>One run of the model was in time; what comes on top of it are many.</summary>
    private static T InTime<T>(T otherwise, Func<CancellationToken, T> run)
        => Deadline.Within(ProbeBounds.Default.Time, ProbeBounds.Default.Clock, late =>
        {
            try
            {
                return run(late);
            }
            catch (OnnxRuntimeException) when (late.IsCancellationRequested)
            {
                return otherwise;
            }
            catch (OnnxRuntimeException refused)
            {
                throw new OnnxFormatException($"ONNX Runtime refuses what was made of the model: {refused.Message}", refused);
            }
        });
}
