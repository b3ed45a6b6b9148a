namespace BirbCam.Monitor.Exports.Science;

/// <summary>Who a label is.</summary>
/// <param name="Label">Of the model, or as a person wrote it.</param>
/// <param name="CommonName">In English; empty where the scientific one says it all.</param>
/// <param name="ScientificName">Of the lowest rank that is certain: a species in two words, or one word for a genus, a family …</param>
/// <param name="Class">As <c>Aves</c>; empty where nobody says.</param>
internal sealed record Taxon(string Label, string CommonName, string ScientificName, string Class)
{
    public bool IsBird => Class == "Aves";

    public bool IsSpecies => ScientificName.Contains(' ', StringComparison.Ordinal);

    /// <summary>How eBird calls birds of which it is not certain which species they are: chickadee sp.</summary>
    public bool IsSpuh => CommonName.EndsWith(" sp.", StringComparison.Ordinal);
}
