using System.ComponentModel.DataAnnotations;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Explanation.Methods;

namespace BirbCam.Monitor.Sightings;

/// <summary>Which detections are explained and kept as pictures; section <c>Explain</c> of the configuration.</summary>
internal sealed class ExplainOptions
{
    /// <summary>A detection whose confidence is under this is explained.</summary>
    [Range(0.0, 1.0)]
    public double Below { get; init; } = 0.75;

    /// <summary>Of the others, one in so many; 0 for none.</summary>
    [Range(0, 1_000_000)]
    public int SampleEvery { get; init; } = 50;

    /// <summary>No sighting gets more explanations than this.</summary>
    [Range(1, 1000)]
    public int MaxPerSighting { get; init; } = 3;

    /// <summary>One of the words of <c>CamMethods</c>; null for what the model's card says.</summary>
    public string? Method { get; init; }

    /// <summary>The method that was asked for, else the card's, else what is best at the model's layer.</summary>
    public CamMethod MethodFor(Classifier classifier)
        => Method is string word ? CamMethods.Parse(word) : classifier.Card.Explain.Method ?? Explainer.DefaultMethod(classifier.Model);
}
