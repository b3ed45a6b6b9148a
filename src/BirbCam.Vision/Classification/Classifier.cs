using System.Collections.Immutable;
using BirbCam.Onnx;
using BirbCam.Onnx.Analysis;
using BirbCam.Onnx.Probing;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Imaging.Kernels;

namespace BirbCam.Vision.Classification;

/// <summary>
/// Names what is on a frame: looks at the whole frame and at a crop around each thing that moved, fuses the views by the rule of the
/// model card, and judges. Keeps the last frame's passes for the explainer. One thread at a time.
/// </summary>
public sealed class Classifier : IDisposable
{
    /// <summary>More moving things than this in one frame are branches, not visitors; each crop costs a run.</summary>
    private const int MaxRegionViews = 3;

    /// <summary>A view that the card gives less than this share of the say cannot object: what it is certain of is not worth much.</summary>
    private const double LeastSay = 0.25;

    private readonly InputTensor _input;
    private readonly Network _network;
    private readonly ImmutableArray<int> _labelOfClass;
    private readonly ForwardPass _framePass;
    private readonly ForwardPass[] _regionPasses;
    private readonly float[] _fused;
    private readonly double[] _classes;
    private readonly double[] _labels;
    private int _regionCount;

    private readonly Lock _thresholds = new();

    private Classifier(ModelCard card, ModelFile file, ExplainableModel model, int threads)
    {
        Card = card;
        Model = model;
        _labelOfClass = [.. card.LabelsOfClasses(model.ClassCount).Select(label => label is null ? -1 : card.Labels.IndexOf(label))];
        _input = new InputTensor(card.Input);
        _network = new Network(file, model, _input.Values, threads);
        _framePass = _network.NewPass();
        _regionPasses = [.. Enumerable.Range(0, RegionWeight > 0 ? MaxRegionViews : 0).Select(_ => _network.NewPass())];
        _fused = new float[model.ClassCount];
        _classes = new double[model.ClassCount];
        _labels = new double[card.Labels.Length];
    }

    public ModelCard Card { get; private set; }

    /// <summary>From which probability on a label is accepted: from the next picture on, and instead of what the card said. Any thread.</summary>
    /// <param name="label">One of the card's.</param>
    /// <param name="threshold">0–1, both excluded.</param>
    public void SetThreshold(string label, double threshold)
    {
        lock (_thresholds)
            Card = Card with { Thresholds = Card.Thresholds.SetItem(label, threshold) };
    }

    public ExplainableModel Model { get; }

    private double FrameWeight => Card.Views.Frame.Weight;

    private double RegionWeight => Card.Views.Region?.Weight ?? 0;

    /// <summary>Loads a model with the card beside it, explained where the card says, and found out anew.</summary>
    /// <exception cref="ModelException">Missing, damaged, or the two do not fit; the message says what to change.</exception>
    public static Classifier Load(string modelPath, int threads) => Load(modelPath, threads, layer: null, new AnalysisCache(folder: null));

    /// <summary>Loads a model with the card beside it, and checks that they belong together and compute what the card says.</summary>
    /// <param name="layer">The layer to explain, as a card names it; null for the card's.</param>
    /// <param name="cache">Keeps what is found out about the model.</param>
    /// <exception cref="ModelException">Missing, damaged, or the two do not fit; the message says what to change.</exception>
    public static Classifier Load(string modelPath, int threads, string? layer, AnalysisCache cache)
    {
        if (!File.Exists(modelPath))
            throw new ModelException($"{modelPath} does not exist: set Model.Path to an ONNX file with its card (JSON) beside it");

        if (Path.GetExtension(modelPath).Equals(".tflite", StringComparison.OrdinalIgnoreCase))
            throw new ModelException($"{modelPath} is a TFLite model: make an ONNX model with its card of it by 'birbcam model import'");

        string cardPath = ModelCard.PathBeside(modelPath);
        ModelCard card = ModelCard.Read(cardPath);
        Classifier? classifier = null;
        try
        {
            ModelFile file = ModelFile.Read(modelPath);
            if (file.Sha256 != card.Sha256)
                throw new ModelException($"this is not the model that {cardPath} describes (its SHA-256 is {file.Sha256}): copy both files again");

            ExplainableModel model = cache.Build(file, card.Input.Shape, card.Input.Name, card.Output.Name, layer ?? card.Explain.Layer);
            CheckEnding(card, model);
            classifier = new Classifier(card, file, model, threads);
            classifier.CheckGolden();
            return classifier;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{modelPath} cannot be read: {unreadable.Message}", unreadable);
        }
        catch (Exception fault) when (fault is ModelException or OnnxFormatException)
        {
            classifier?.Dispose();
            throw new ModelException($"{modelPath}: {fault.Message}", fault);
        }
    }

    /// <summary>What is on the frame.</summary>
    /// <param name="regionsInFrame">What moved, largest first; empty where nobody knows, and then only the whole frame is looked at.</param>
    /// <exception cref="ImageFormatException">The frame's JPEG is damaged.</exception>
    public Classification Classify(Frame frame, ImmutableArray<PixelRect> regionsInFrame)
    {
        _regionCount = Math.Min(regionsInFrame.Length, _regionPasses.Length);
        for (int i = 0; i < _regionCount; i++)
        {
            InputView view = InputView.AroundRegion(regionsInFrame[i], frame.Width, frame.Height, Card.Views.Region!, Card.Input);
            Look(frame, view, _regionPasses[i]);
        }

        if (_regionCount == 0 || FrameWeight > 0)
            Look(frame, InputView.OfFrame(frame.Width, frame.Height, Card.Input), _framePass);

        Fuse();
        Classification answer = Judge(_fused);
        return answer.Outcome == Outcome.Nothing
            ? answer.With(_regionCount == 0 ? null : Sharpness.Of(frame.Pixels, frame.Width, regionsInFrame[0]), viewsDisagree: false)
            : answer.With(sharpness: null, ViewsDisagree());
    }

    /// <summary>
    /// The crop of the last frame in which a label was strongest, or the whole frame where no crop was looked at; and the class that
    /// made it so. Valid until the next <see cref="Classify"/>.
    /// </summary>
    /// <param name="label">One of the card's.</param>
    public (ForwardPass Pass, int ClassIndex) StrongestView(string label)
    {
        ReadOnlySpan<ForwardPass> passes = _regionCount > 0 ? _regionPasses.AsSpan(0, _regionCount) : new ReadOnlySpan<ForwardPass>(in _framePass);
        ForwardPass strongest = passes[0];
        int strongestClass = StrongestClass(strongest, label);
        foreach (ForwardPass pass in passes[1..])
        {
            int c = StrongestClass(pass, label);
            if (pass.Logits[c] > strongest.Logits[strongestClass])
                (strongest, strongestClass) = (pass, c);
        }

        return (strongest, strongestClass);
    }

    /// <summary>Of the classes that are published as a label, the one with the largest logit in a view.</summary>
    /// <param name="label">One of the card's.</param>
    public int StrongestClass(ForwardPass pass, string label)
        => Probabilities.StrongestClass(pass.Logits, _labelOfClass.AsSpan(), Card.Labels.IndexOf(label));

    public void Dispose()
    {
        _framePass.Dispose();
        foreach (ForwardPass pass in _regionPasses)
            pass.Dispose();
        _network.Dispose();
    }

    private void Look(Frame frame, InputView view, ForwardPass pass)
    {
        _input.Fill(frame.Pixels, frame.Width, frame.Height, view);
        _network.Run(view, pass);
    }

    private Classification Judge(ReadOnlySpan<float> logits)
    {
        Probabilities.OfClasses(logits, Card.Activation, Card.Calibration.Temperature, _classes);
        Probabilities.OfLabels(_classes, _labelOfClass.AsSpan(), Card.Activation, _labels);
        return Classification.Judge(Card, _labels);
    }

    /// <summary>Whether the whole frame is certain, the crops are certain, and there is no label on which they agree.</summary>
    private bool ViewsDisagree()
    {
        if (_regionCount == 0 || Math.Min(FrameWeight, RegionWeight) < LeastSay * (FrameWeight + RegionWeight)
            || Judge(_framePass.Logits) is not { Outcome: Outcome.Certain } whole)
        {
            return false;
        }

        bool anyCertain = false;
        for (int i = 0; i < _regionCount; i++)
        {
            Classification crop = Judge(_regionPasses[i].Logits);
            if (crop.Outcome != Outcome.Certain)
                continue;
            if (crop.Labels.Any(score => whole.Labels.Any(other => other.Label == score.Label)))
                return false;
            anyCertain = true;
        }

        return anyCertain;
    }

    /// <summary>Mean of the views' logits by their weights; a class is worth its best among the things that moved.</summary>
    private void Fuse()
    {
        double frameWeight = _regionCount == 0 ? 1 : FrameWeight;
        double regionWeight = _regionCount == 0 ? 0 : RegionWeight;
        for (int c = 0; c < _fused.Length; c++)
        {
            float region = float.NegativeInfinity;
            for (int i = 0; i < _regionCount; i++)
                region = Math.Max(region, _regionPasses[i].Logits[c]);

            double sum = 0;
            if (frameWeight > 0)
                sum += frameWeight * _framePass.Logits[c];
            if (regionWeight > 0)
                sum += regionWeight * region;
            _fused[c] = (float)(sum / (frameWeight + regionWeight));
        }
    }

    /// <summary>Logits that are probabilities already would be squeezed through sigmoid or softmax a second time, without a word.</summary>
    private static void CheckEnding(ModelCard card, ExplainableModel model)
    {
        if (card.Output.Is == OutputKind.Logits)
            return;
        if (model.FinalActivation is not string ending)
            throw new ModelException($"the card says that '{card.Output.Name}' gives probabilities, but the model does not end with a sigmoid or softmax: set output.is to logits if it gives these");
        if ((ending == "Sigmoid") != (card.Activation == ModelActivation.Sigmoid))
            throw new ModelException($"the model ends with {ending}, which is not the card's activation: change activation");
    }

    private void CheckGolden()
    {
        Ramp.Fill(_input.Values);
        _network.Run(default, _framePass);
        ReadOnlySpan<float> logits = _framePass.Logits;
        foreach (float logit in logits)
        {
            if (!float.IsFinite(logit))
                throw new ModelException($"the model answers a plain ramp with {logit}, which is no logit: its weights are damaged or overflow");
        }

        if (Card.Golden is not ModelGolden golden)
            return;
        if (golden.Logits.Length != logits.Length)
            throw new ModelException($"the card's golden vector has {golden.Logits.Length} logits, the model {logits.Length}");

        for (int i = 0; i < logits.Length; i++)
        {
            if (!(Math.Abs(logits[i] - golden.Logits[i]) <= golden.Tolerance))
                throw new ModelException($"the golden vector does not come out: logit {i} is {logits[i]}, the card says {golden.Logits[i]}. The model does not compute here what it did where it was made");
        }
    }
}
