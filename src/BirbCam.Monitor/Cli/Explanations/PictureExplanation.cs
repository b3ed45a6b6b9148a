using System.Text.Json.Nodes;
using BirbCam.Monitor.Explanations;
using BirbCam.Monitor.Sightings;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Explanation.Methods;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Cli.Explanations;

/// <summary>Explains pictures, each for all labels that were called or asked for, and leaves a bundle of each.</summary>
/// <param name="choice">What pictures and tensors have in common.</param>
/// <param name="wanted">Labels; empty for those that were called.</param>
/// <param name="drawing">How they are drawn.</param>
internal sealed class PictureExplanation(ExplainChoices choice, string[] wanted, DrawingChoice drawing)
{
    /// <param name="into">The folder for the bundles; made where it is missing.</param>
    public async Task RunAsync(string[] paths, PixelRect? region, string into, CancellationToken stop)
    {
        if (paths.GroupBy(Path.GetFileNameWithoutExtension).FirstOrDefault(same => same.Count() > 1) is { } same)
            throw new UsageException($"{string.Join(" and ", same)} would be drawn to one file: explain them into different folders with --out");
        if (string.IsNullOrWhiteSpace(into))
            throw new UsageException("--out is empty: name a folder for the drawings");

        using Classifier classifier = Classifier.Load(choice.ModelPath, threads: 1, choice.Layer, SharedOptions.Cache());
        string[] asked = choice.Against is null ? wanted : [.. wanted, choice.Against];
        if (asked.FirstOrDefault(label => !classifier.Card.Labels.Contains(label)) is string stranger)
            throw new UsageException($"'{stranger}' is none of the model's labels: {string.Join(", ", classifier.Card.Labels)}");
        if (choice.Against is not null && (wanted.Contains(choice.Against) || classifier.Card.Labels.Length == 1))
            throw new UsageException($"--vs {choice.Against} is the label itself: name another one to hold it against");

        // The card's method goes with the card's layer.
        CamMethod? method = choice.Method ?? (choice.Layer is null ? classifier.Card.Explain.Method : null);
        using var explainer = new Explainer(classifier.Model, method ?? Explainer.DefaultMethod(classifier.Model));
        if (drawing.IsCounter && !CamMethods.ShowsCounterEvidence(explainer.Method))
            throw new UsageException($"{CamMethods.WordOf(explainer.Method)} shows nothing that speaks against a label: use gradcam or hirescam with --counter");
        if (Explainer.WarningOf(classifier.Model, explainer.Method) is string warning)
            await choice.Error.WriteLineAsync($"birbcam: {warning}");

        string folder = SharedOptions.MakeFolder("--out", into);
        foreach (string path in paths)
        {
            stop.ThrowIfCancellationRequested();
            using Frame frame = SharedOptions.ReadPicture(path);
            PixelRect[] regions = SharedOptions.RegionsOn(frame, region, path);
            Classification answer = classifier.Classify(frame, [.. regions]);
            string? raw = choice.Raw is null || paths.Length == 1 ? choice.Raw : Path.Combine(choice.Raw, Path.GetFileNameWithoutExtension(path));
            DrawnExplanation[] drawn = [.. LabelsOf(answer).Select((label, turn) => Explain(classifier, explainer, frame, regions, answer, label, turn == 0 ? raw : null))];

            var picture = new ExplainedPicture(
                JpegEncoder.Encode(frame), frame.Width, frame.Height, ModelIdentity.Of(classifier.Card), answer, Decisions.Of(answer), classifier.Card.Thresholds);
            ExplanationManifest manifest = ExplanationBundle.Write(folder, Path.GetFileNameWithoutExtension(path), path, picture, drawn);
            await SayAsync(path, folder, manifest, classifier.Card);
        }
    }

    private IEnumerable<string> LabelsOf(Classification answer)
    {
        if (wanted.Length > 0)
            return wanted.Distinct();

        // A label is not held against itself: then it is the next best one that is.
        string[] called = [.. answer.Labels.Select(score => score.Label).Where(label => label != choice.Against)];
        return called.Length > 0 ? called : answer.Scores.OrderByDescending(score => score.Probability).Select(score => score.Label).Where(label => label != choice.Against).Take(1);
    }

    /// <summary>In the view in which the label was strongest.</summary>
    /// <param name="raw">The folder for what the map was computed of; null for none.</param>
    private DrawnExplanation Explain(
        Classifier classifier, Explainer explainer, Frame frame, PixelRect[] regions, Classification answer, string label, string? raw)
    {
        (ForwardPass pass, int classIndex) = classifier.StrongestView(label);
        Explanation explanation = choice.Against is string against
            ? explainer.Contrast(pass, classIndex, label, classifier.StrongestClass(pass, against), against)
            : explainer.Explain(pass, classIndex, label);
        if (raw is not null)
            RawArrays.Write(raw, classifier.Model, pass, explainer, explanation);
        if (drawing.IsCounter)
            explanation = explanation.Counter!;

        Agreement agreement = Agreement.Of(explanation, regions, frame.Width, frame.Height, zones: []);
        return new DrawnExplanation(explanation, agreement, drawing.Draw(frame, answer, explanation));
    }

    private async Task SayAsync(string path, string folder, ExplanationManifest manifest, ModelCard card)
    {
        if (choice.IsJson)
        {
            JsonObject line = JsonNode.Parse(manifest.ToJson())!.AsObject();
            line.Insert(0, "path", path);
            await choice.Output.WriteLineAsync(line.ToJsonString());
            return;
        }

        foreach (ManifestExplanation part in manifest.Explanations)
        {
            var score = new LabelScore(part.Label, manifest.Scores[part.Label]);
            string called = manifest.Labels.Contains(part.Label)
                ? ExplanationText.Called(score, card.Thresholds[part.Label])
                : ExplanationText.NotCalled(score, card.Thresholds[part.Label]);
            await choice.Output.WriteLineAsync($"{path}: {called} {part.Text} {Path.Combine(folder, part.Drawing.File)}");
        }
    }
}

/// <param name="IsOverlay">The picture under the heatmap alone, at its own size; else the ancestor's two panels.</param>
/// <param name="Scale">From which value to which the colours go.</param>
/// <param name="IsCounter">What speaks against the label, instead of what speaks for it.</param>
internal sealed record DrawingChoice(bool IsOverlay, bool IsCounter, HeatmapScale Scale)
{
    /// <returns>JPEG bytes.</returns>
    public byte[] Draw(Frame frame, Classification answer, Explanation explanation) => IsOverlay
        ? ExplanationOverlay.Draw(frame.Pixels, frame.Width, frame.Height, explanation, Scale)
        : ExplanationPanels.Draw(frame.Pixels, frame.Width, frame.Height, answer, explanation, Scale);
}
