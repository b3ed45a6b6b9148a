using System.Collections.Immutable;
using System.Security.Cryptography;
using BirbCam.Monitor.Pipeline.Bursts;
using BirbCam.Monitor.Sightings;
using BirbCam.Onnx.Format;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Pipeline;

/// <summary>
/// Names what is on a candidate frame, explains the answer where it is worth it, and writes the record; drawing the explanation comes afterwards, as nobody who
/// waits for the record needs it. Any thread may call; calls wait for each other.
/// </summary>
/// <param name="explainer">Null for a model that cannot be explained: the doubtful pictures are kept all the same, for a person to look at.</param>
/// <param name="camera">The node's name.</param>
/// <param name="sightingOf">The sighting that a detection of a label at a time would join.</param>
/// <param name="urlsOf">Where the kept pictures of a detection can be fetched, by its id and time; null where nowhere.</param>
internal sealed class Recognition(
    Classifier classifier, Explainer? explainer, ExplainChoice choice, string camera,
    Func<string, DateTimeOffset, Sighting?> sightingOf, Func<Guid, DateTimeOffset, PictureUrls?> urlsOf, TimeProvider time)
{
    /// <summary>The model has one set of activations, which the next picture overwrites.</summary>
    private readonly Lock _gate = new();

    private readonly ModelIdentity _model = ModelIdentity.Of(classifier.Card);

    private volatile IReadOnlyList<NamedZone> _zones = [];

    /// <summary>Parts of the picture that sentences may name, from the next frame on.</summary>
    public IReadOnlyList<NamedZone> Zones
    {
        get => _zones;
        set => _zones = value;
    }

    /// <exception cref="ImageFormatException">The frame's JPEG is damaged.</exception>
    /// <exception cref="ModelException">ONNX Runtime gives up on this picture.</exception>
    public Recognized Look(Candidate candidate)
    {
        lock (_gate)
            return LookAlone(candidate);
    }

    /// <summary>Where the model sees a label, whatever it would call the picture; null for a label that it does not know, and where it cannot be explained.</summary>
    /// <param name="moved">What moved, in frame pixels.</param>
    /// <exception cref="ImageFormatException">The frame's JPEG is damaged.</exception>
    /// <exception cref="ModelException">ONNX Runtime gives up on this picture.</exception>
    public Explanation? Explain(Frame frame, IReadOnlyList<PixelRect> moved, string label)
    {
        if (explainer is null || !classifier.Card.Labels.Contains(label))
            return null;

        lock (_gate)
        {
            _ = classifier.Classify(frame, [.. moved]);
            return ExplainLast(explainer, label);
        }
    }

    /// <summary>What is kept of a frame: its picture and, where it was explained, the panels and the raw map.</summary>
    /// <param name="clean">Of the frame.</param>
    public static KeptPictures Draw(Frame frame, byte[] clean, Classification answer, Explanation? explanation)
    {
        if (explanation is null)
            return new KeptPictures(clean, Panels: null, Map: null);

        byte[] panels = ExplanationPanels.Draw(frame.Pixels, frame.Width, frame.Height, answer, explanation);
        return new KeptPictures(clean, panels, Npy.Encode(explanation.Map, explanation.Height, explanation.Width));
    }

    private Recognized LookAlone(Candidate candidate)
    {
        long began = time.GetTimestamp();
        Frame frame = candidate.Frame;
        Classification answer = classifier.Classify(frame, candidate.Motion.Regions);
        TimeSpan infer = time.GetElapsedTime(began);

        string label = answer.Labels is [LabelScore first, ..] ? first.Label : answer.Best.Label;
        (Located? located, string? unexplained) = IsHeldAgainstEvidence(answer) ? TryLocate(candidate, label) : (null, null);
        Decision decision = Decisions.Of(answer, LeastInMotion, located?.Agreement.InMotion);
        bool isWorthIt = choice.IsWorthIt(answer, decision, sightingOf(label, frame.CapturedAt), frame.CapturedAt);
        if (isWorthIt && located is null && unexplained is null)
            (located, unexplained) = TryLocate(candidate, label);

        TimeSpan? explain = located is null ? null : time.GetElapsedTime(began) - infer;
        long encoding = time.GetTimestamp();
        byte[]? clean = isWorthIt ? JpegEncoder.Encode(frame) : null;
        TimeSpan encode = time.GetElapsedTime(encoding);
        var timing = new DetectionTiming(
            candidate.GateTime.TotalMilliseconds,
            time.GetElapsedTime(candidate.QueuedAt, began).TotalMilliseconds,
            infer.TotalMilliseconds,
            explain?.TotalMilliseconds,
            (time.GetUtcNow() - frame.CapturedAt).TotalMilliseconds);
        Detection record = Record(candidate, answer, decision, located, clean, timing);
        return new Recognized(record, answer, clean, isWorthIt ? located?.Explanation : null, unexplained, candidate.QueuedAt, encode);
    }

    private double? LeastInMotion => classifier.Card.Explain.LeastInMotion;

    /// <summary>Every certain answer, where the card has a limit and a map costs little beside the classification.</summary>
    private bool IsHeldAgainstEvidence(Classification answer)
        => answer.Outcome == Outcome.Certain && LeastInMotion is not null && explainer is { IsQuick: true };

    /// <summary>A model whose shapes depend on the picture may fail on one of them; the picture is kept for a person to look at, and the next one is explained.</summary>
    private (Located? Located, string? Reason) TryLocate(Candidate candidate, string label)
    {
        if (explainer is null)
            return (null, null);

        try
        {
            return (Locate(explainer, candidate, label), null);
        }
        catch (ModelException failed)
        {
            return (null, failed.Message);
        }
    }

    private Located Locate(Explainer by, Candidate candidate, string label)
    {
        Frame frame = candidate.Frame;
        Explanation explanation = ExplainLast(by, label);
        return new Located(explanation, Agreement.Of(explanation, candidate.Motion.Regions.AsSpan(), frame.Width, frame.Height, _zones));
    }

    /// <summary>Of the picture that was classified last, in the view that speaks most for the label.</summary>
    private Explanation ExplainLast(Explainer by, string label)
    {
        (ForwardPass pass, int classIndex) = classifier.StrongestView(label);
        return by.Explain(pass, classIndex, label);
    }

    private Detection Record(Candidate candidate, Classification answer, Decision decision, Located? located, byte[]? clean, DetectionTiming timing)
    {
        Frame frame = candidate.Frame;
        var id = Guid.CreateVersion7(frame.CapturedAt);
        IReadOnlyList<string> reasons = Decisions.ReasonsOf(decision, LeastInMotion, located?.Agreement.InMotion);
        return new Detection
        {
            Id = id,
            Camera = camera,
            CapturedAt = frame.CapturedAt,
            Decision = decision,
            Labels = [.. answer.Labels.Select(score => score.Label)],
            Scores = answer.Scores.ToImmutableSortedDictionary(score => score.Label, score => score.Probability),
            Thresholds = classifier.Card.Thresholds.ToImmutableSortedDictionary(),
            Confidence = answer.Confidence,
            NoneScore = answer.NoneScore,
            NeedsReview = reasons.Count > 0,
            Reasons = reasons,
            Text = Text(answer, decision, located),
            Motion = MotionEvidence.From(candidate.Motion, frame.Width, frame.Height),
            Explain = located?.Evidence(frame),
            Image = clean is null ? null : ImageOf(id, frame, clean, located),
            Model = _model,
            TimingMs = timing,
        };
    }

    private ImageEvidence ImageOf(Guid id, Frame frame, byte[] clean, Located? located)
    {
        PictureUrls? urls = urlsOf(id, frame.CapturedAt);
        return new ImageEvidence(Convert.ToHexStringLower(SHA256.HashData(clean)), frame.Width, frame.Height)
        {
            Url = urls?.Clean,
            OverlayUrl = located is null ? null : urls?.Panels,
        };
    }

    private string Text(Classification answer, Decision decision, Located? located)
    {
        string scores = ExplanationText.Verdict(answer.Labels is [] ? [answer.Best] : answer.Labels, classifier.Card.Thresholds);
        string verdict = decision switch
        {
            Decision.None => $"Nothing known. Nearest: {scores}",
            Decision.Unknown => $"Something that is none of the labels. Nearest: {scores}",
            Decision.Abstained => $"The whole frame and the crop disagree. {scores}",
            Decision.RejectedBackground => $"Taken for background. {scores}",
            _ => scores,
        };
        return located is null ? verdict : $"{verdict} {ExplanationText.Evidence(located.Explanation, located.Agreement)}";
    }

    /// <summary>Where the evidence for a label lies.</summary>
    private sealed record Located(Explanation Explanation, Agreement Agreement)
    {
        public ExplainEvidence Evidence(Frame frame) => ExplainEvidence.From(Explanation, Agreement, frame.Width, frame.Height);
    }
}
