using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using BirbCam.Monitor.Sightings;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Cli;

/// <summary><c>birbcam classify</c>: what the model says of pictures.</summary>
internal static class ClassifyCommand
{
    /// <summary>Labels that are told with their probabilities in one line for people.</summary>
    private const int MostScores = 8;

    public static Command Create()
    {
        Argument<string[]> images = SharedOptions.Images();
        Option<PixelRect?> region = SharedOptions.Region();
        Option<string> model = SharedOptions.Model();
        Option<bool> json = SharedOptions.Json();

        var command = new Command("classify", "Say what is on pictures.") { images, region, model, json };
        command.SetAction(async (parsed, stop) =>
        {
            await SharedOptions.LetSignalsThrough();
            using Classifier classifier = Classifier.Load(parsed.GetValue(model)!, threads: 1, layer: null, SharedOptions.Cache());
            TextWriter output = parsed.InvocationConfiguration.Output;
            foreach (string path in parsed.GetValue(images)!)
            {
                stop.ThrowIfCancellationRequested();
                using Frame frame = SharedOptions.ReadPicture(path);
                Classification answer = classifier.Classify(frame, [.. SharedOptions.RegionsOn(frame, parsed.GetValue(region), path)]);
                await output.WriteLineAsync(parsed.GetValue(json) ? AsJson(path, answer) : InWords(path, answer, classifier.Card));
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static string InWords(string path, Classification answer, ModelCard card)
    {
        string named = answer.Labels is [] ? ModelCard.None : string.Join(", ", answer.Labels.Select(score => score.Label));
        IEnumerable<string> scores = Told(answer).Select(score
            => string.Create(CultureInfo.InvariantCulture, $"{score.Label} {score.Probability:0.00} (limit {card.Thresholds[score.Label]:0.00})"));
        return string.Create(CultureInfo.InvariantCulture, $"{path}: {Decisions.WordOf(Decisions.Of(answer))} {named} {answer.Confidence:0.00} — {string.Join(", ", scores)}");
    }

    /// <summary>All labels in the card's order, or the most probable ones where nobody would read them all.</summary>
    private static IEnumerable<LabelScore> Told(Classification answer)
        => answer.Scores.Length <= MostScores ? answer.Scores : answer.Scores.OrderByDescending(score => score.Probability).Take(MostScores);

    private static string AsJson(string path, Classification answer) => JsonSerializer.Serialize(new
    {
        path,
        decision = Decisions.WordOf(Decisions.Of(answer)),
        labels = answer.Labels.Select(score => score.Label),
        confidence = Math.Round(answer.Confidence, 4),
        scores = answer.Scores.ToDictionary(score => score.Label, score => Math.Round(score.Probability, 4)),
    });
}
