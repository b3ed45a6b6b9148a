using System.Collections.Immutable;
using System.Security.Cryptography;
using BirbCam.Monitor.Sightings;
using BirbCam.Onnx.Format;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Pipeline;

/// <summary>
/// Names what is on a candidate frame, explains the answer where it is worth it, and writes the record. One thread at a time.
/// </summary>
/// <param name="explainer">Null for a model that cannot be explained: the doubtful pictures are kept all the same, for a person to look at.</param>
/// <param name="camera">The node's name.</param>
/// <param name="zones">Parts of the picture that sentences may name.</param>
/// <param name="sightingOf">The sighting that a detection of a label at a time would join.</param>
internal sealed class Recognition(
    Classifier classifier, Explainer? explainer, ExplainChoice choice, string camera, IReadOnlyList<NamedZone> zones,
    Func<string, DateTimeOffset, Sighting?> sightingOf, TimeProvider time)
{
    private readonly ModelIdentity _model = ModelIdentity.Of(classifier.Card);

    /// <exception cref="ImageFormatException">The frame's JPEG is damaged.</exception>
    /// <exception cref="ModelException">ONNX Runtime gives up on this picture.</exception>
    public Recognized Look(Candidate candidate)
    {
        long began = time.GetTimestamp();
        Frame frame = candidate.Frame;
        Classification answer = classifier.Classify(frame, candidate.Motion.Regions);
        TimeSpan infer = time.GetElapsedTime(began);

        string label = answer.Labels is [LabelScore first, ..] ? first.Label : answer.Best.Label;
        bool isWorthIt = choice.IsWorthIt(answer, sightingOf(label, frame.CapturedAt), frame.CapturedAt);
        (Explained? explained, string? unexplained) = isWorthIt && explainer is not null ? TryExplain(explainer, candidate, answer, label) : (null, null);
        KeptPictures? pictures = explained?.Pictures ?? (isWorthIt ? new KeptPictures(JpegEncoder.Encode(frame), Panels: null, Map: null) : null);
        return new Recognized(Record(candidate, answer, explained, pictures, began, infer), pictures, unexplained);
    }

    /// <summary>A model whose shapes depend on the picture may fail on one of them; the picture is kept for a person to look at, and the next one is explained.</summary>
    private (Explained? Explained, string? Reason) TryExplain(Explainer by, Candidate candidate, Classification answer, string label)
    {
        try
        {
            return (Explain(by, candidate, answer, label), null);
        }
        catch (ModelException failed)
        {
            return (null, failed.Message);
        }
    }

    private Explained Explain(Explainer by, Candidate candidate, Classification answer, string label)
    {
        Frame frame = candidate.Frame;
        (ForwardPass pass, int classIndex) = classifier.StrongestView(label);
        Explanation explanation = by.Explain(pass, classIndex, label);
        Agreement agreement = Agreement.Of(explanation, candidate.Motion.Regions.AsSpan(), frame.Width, frame.Height, zones);
        byte[] panels = ExplanationPanels.Draw(frame.Pixels, frame.Width, frame.Height, answer, explanation);
        byte[] map = Npy.Encode(explanation.Map, explanation.Height, explanation.Width);
        return new Explained(explanation, agreement, new KeptPictures(JpegEncoder.Encode(frame), panels, map));
    }

    private Detection Record(Candidate candidate, Classification answer, Explained? explained, KeptPictures? pictures, long began, TimeSpan infer)
    {
        Frame frame = candidate.Frame;
        Decision decision = Decisions.Of(answer);
        return new Detection
        {
            Id = Guid.CreateVersion7(frame.CapturedAt),
            Camera = camera,
            CapturedAt = frame.CapturedAt,
            Decision = decision,
            Labels = [.. answer.Labels.Select(score => score.Label)],
            Scores = answer.Scores.ToImmutableSortedDictionary(score => score.Label, score => score.Probability),
            Thresholds = classifier.Card.Thresholds.ToImmutableSortedDictionary(),
            Confidence = answer.Confidence,
            NoneScore = answer.NoneScore,
            NeedsReview = decision == Decision.LowConfidence,
            Reasons = decision == Decision.LowConfidence ? ["low_confidence"] : [],
            Text = Text(answer, explained),
            Motion = MotionEvidence.From(candidate.Motion, frame.Width, frame.Height),
            Explain = explained?.Evidence(frame),
            Image = pictures is null ? null : new ImageEvidence(Convert.ToHexStringLower(SHA256.HashData(pictures.Clean)), frame.Width, frame.Height),
            Model = _model,
            TimingMs = new DetectionTiming(
                candidate.GateTime.TotalMilliseconds,
                time.GetElapsedTime(candidate.QueuedAt, began).TotalMilliseconds,
                infer.TotalMilliseconds,
                explained is null ? null : (time.GetElapsedTime(began) - infer).TotalMilliseconds,
                (time.GetUtcNow() - frame.CapturedAt).TotalMilliseconds),
        };
    }

    private string Text(Classification answer, Explained? explained)
    {
        string verdict = answer.Labels is []
            ? $"Nothing known. Nearest: {ExplanationText.Verdict([answer.Best], classifier.Card.Thresholds)}"
            : ExplanationText.Verdict(answer.Labels, classifier.Card.Thresholds);
        return explained is null ? verdict : $"{verdict} {ExplanationText.Evidence(explained.Explanation, explained.Agreement)}";
    }

    private sealed record Explained(Explanation Explanation, Agreement Agreement, KeptPictures Pictures)
    {
        public ExplainEvidence Evidence(Frame frame) => ExplainEvidence.From(Explanation, Agreement, frame.Width, frame.Height);
    }
}
