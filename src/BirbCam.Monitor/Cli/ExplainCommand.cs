using System.CommandLine;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Cli;

/// <summary><c>birbcam explain</c>: why the model says what it says of pictures, as the ancestor drew it.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        Argument<string[]> images = SharedOptions.Images();
        Option<PixelRect?> region = SharedOptions.Region();
        Option<string> model = SharedOptions.Model();
        var label = new Option<string?>("--label") { Description = "the label to explain [default: the most probable one]" };
        var folder = new Option<string>("--out") { Description = "folder for the drawings", DefaultValueFactory = _ => "." };

        var command = new Command("explain", "Draw why the model says what it says of pictures.") { images, region, label, folder, model };
        command.SetAction(async (parsed, stop) =>
        {
            using Classifier classifier = Classifier.Load(parsed.GetValue(model)!, threads: 1);
            using var explainer = new Explainer(classifier.Model, Explainer.DefaultMethod(classifier.Model));
            string? wanted = parsed.GetValue(label);
            if (wanted is not null && !classifier.Card.Labels.Contains(wanted))
                throw new UsageException($"--label '{wanted}' is none of the model's labels: {string.Join(", ", classifier.Card.Labels)}");

            string[] paths = parsed.GetValue(images)!;
            if (paths.GroupBy(Path.GetFileNameWithoutExtension).FirstOrDefault(same => same.Count() > 1) is { } same)
                throw new UsageException($"{string.Join(" and ", same)} would be drawn to one file: explain them into different folders with --out");

            string into = parsed.GetValue(folder)!;
            if (string.IsNullOrWhiteSpace(into))
                throw new UsageException("--out is empty: name a folder for the drawings");

            string target = Directory.CreateDirectory(into).FullName;
            foreach (string path in paths)
            {
                using Frame frame = SharedOptions.ReadPicture(path);
                PixelRect[] regions = SharedOptions.RegionsOn(frame, parsed.GetValue(region), path);
                (string sentence, byte[] panels) = Explain(classifier, explainer, frame, regions, wanted);

                string drawing = Path.Combine(target, Path.GetFileNameWithoutExtension(path) + ".cam.jpg");
                await WriteWholeAsync(drawing, panels, stop);
                await parsed.InvocationConfiguration.Output.WriteLineAsync($"{path}: {sentence} {drawing}");
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static (string Sentence, byte[] Panels) Explain(Classifier classifier, Explainer explainer, Frame frame, PixelRect[] regions, string? wanted)
    {
        Classification answer = classifier.Classify(frame, [.. regions]);
        LabelScore told = answer.Scores.First(score => score.Label == (wanted ?? answer.Best.Label));
        (ForwardPass pass, int classIndex) = classifier.StrongestView(told.Label);
        Explanation explanation = explainer.Explain(pass, classIndex, told.Label);
        Agreement agreement = Agreement.Of(explanation, regions, frame.Width, frame.Height, zones: []);
        return (
            $"{ExplanationText.Called(told, classifier.Card.Thresholds[told.Label])} {ExplanationText.Evidence(explanation, agreement)}",
            ExplanationPanels.Draw(frame.Pixels, frame.Width, frame.Height, answer, explanation));
    }

    /// <summary>A drawing appears whole or not at all.</summary>
    private static async Task WriteWholeAsync(string path, byte[] bytes, CancellationToken stop)
    {
        string temporary = path + ".part";
        await File.WriteAllBytesAsync(temporary, bytes, stop);
        File.Move(temporary, path, overwrite: true);
    }
}
