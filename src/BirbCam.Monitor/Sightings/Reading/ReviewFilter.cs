namespace BirbCam.Monitor.Sightings.Reading;

/// <summary>Which of the pictures that wait a person wants to see now.</summary>
/// <param name="Label">Those that the model takes for this most of all, whether it is sure of it or not; null for all.</param>
/// <param name="MostScore">Those whose best score is no higher, 0–1.</param>
internal readonly record struct ReviewFilter(string? Label, double MostScore)
{
    public static readonly ReviewFilter Everything = new(Label: null, MostScore: 1);

    public bool Takes(Detection detection)
    {
        (string? best, double score) = detection.Scores.OrderByDescending(one => one.Value).FirstOrDefault();
        return (Label is null || best == Label) && score <= MostScore;
    }
}
