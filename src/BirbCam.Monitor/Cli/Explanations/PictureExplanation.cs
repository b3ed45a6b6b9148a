using BirbCam.Monitor.Sightings.Storage;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Cli.Explanations;

/// <summary>Explains pictures, each for all labels that were called or asked for.</summary>
internal static class PictureExplanation
{
    /// <param name="wanted">Labels; empty for those that were called.</param>
    /// <param name="into">The folder for the drawings; made where it is missing.</param>
    public static async Task RunAsync(ExplainChoices choice, string[] paths, PixelRect? region, string[] wanted, string into, CancellationToken stop)
    {
        if (paths.GroupBy(Path.GetFileNameWithoutExtension).FirstOrDefault(same => same.Count() > 1) is { } same)
            throw new UsageException($"{string.Join(" and ", same)} would be drawn to one file: explain them into different folders with --out");
        if (string.IsNullOrWhiteSpace(into))
            throw new UsageException("--out is empty: name a folder for the drawings");

        using Classifier classifier = Classifier.Load(choice.ModelPath, threads: 1, choice.Layer, SharedOptions.Cache());
        string[] asked = choice.Against is null ? wanted : [.. wanted, choice.Against];
        if (asked.FirstOrDefault(label => !classifier.Card.Labels.Contains(label)) is string stranger)
            throw new UsageException($"'{stranger}' is none of the model's labels: {string.Join(", ", classifier.Card.Labels)}");

        using var explainer = new Explainer(classifier.Model, choice.Method ?? classifier.Card.Explain.Method ?? Explainer.DefaultMethod(classifier.Model));
        if (Explainer.WarningOf(classifier.Model, explainer.Method) is string warning)
            await choice.Error.WriteLineAsync($"birbcam: {warning}");

        string target = Directory.CreateDirectory(into).FullName;
        foreach (string path in paths)
        {
            stop.ThrowIfCancellationRequested();
            using Frame frame = SharedOptions.ReadPicture(path);
            PixelRect[] regions = SharedOptions.RegionsOn(frame, region, path);
            Classification answer = classifier.Classify(frame, [.. regions]);
            foreach (string label in LabelsOf(answer, wanted))
            {
                Explanation explanation = Explain(classifier, explainer, label, choice.Against);
                Agreement agreement = Agreement.Of(explanation, regions, frame.Width, frame.Height, zones: []);
                LabelScore told = answer.Scores.First(score => score.Label == label);
                string drawing = Path.Combine(target, Path.GetFileNameWithoutExtension(path) + ".cam.jpg");
                DurableFile.Write(drawing, drawing + ".part", ExplanationPanels.Draw(frame.Pixels, frame.Width, frame.Height, answer, explanation));
                string sentence = $"{ExplanationText.Called(told, classifier.Card.Thresholds[label])} {ExplanationText.Evidence(explanation, agreement)}";
                await choice.Output.WriteLineAsync($"{path}: {sentence} {drawing}");
            }
        }
    }

    private static IEnumerable<string> LabelsOf(Classification answer, string[] wanted)
    {
        if (wanted.Length > 0)
            return wanted.Distinct();
        return answer.Labels.IsEmpty ? [answer.Best.Label] : answer.Labels.Select(score => score.Label);
    }

    /// <summary>In the view in which the label was strongest.</summary>
    private static Explanation Explain(Classifier classifier, Explainer explainer, string label, string? against)
    {
        (ForwardPass pass, int classIndex) = classifier.StrongestView(label);
        return against is null
            ? explainer.Explain(pass, classIndex, label)
            : explainer.Contrast(pass, classIndex, label, classifier.StrongestClass(pass, against), against);
    }
}
