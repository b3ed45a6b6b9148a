namespace BirbCam.Vision.Explanation.Methods;

/// <summary>What is known about the methods: their words on the command line, in cards and in records, their names in titles, and where they are good.</summary>
public static class CamMethods
{
    /// <summary>Every method's word, the default's first.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Enum.GetValues<CamMethod>().Select(WordOf)];

    /// <summary><c>gradcam</c>, <c>hirescam</c> …</summary>
    public static string WordOf(CamMethod method) => method switch
    {
        CamMethod.GradCam => "gradcam",
        CamMethod.HiResCam => "hirescam",
        CamMethod.LayerCam => "layercam",
        CamMethod.GradCamPlusPlus => "gradcampp",
        CamMethod.XGradCam => "xgradcam",
        CamMethod.EigenCam => "eigencam",
        _ => throw new ArgumentOutOfRangeException(nameof(method)),
    };

    /// <summary>As a title names it; the first as the ancestor wrote it.</summary>
    public static string NameOf(CamMethod method) => method switch
    {
        CamMethod.GradCam => "Grad CAM",
        CamMethod.HiResCam => "HiResCAM",
        CamMethod.LayerCam => "LayerCAM",
        CamMethod.GradCamPlusPlus => "Grad-CAM++",
        CamMethod.XGradCam => "XGrad-CAM",
        CamMethod.EigenCam => "Eigen-CAM",
        _ => throw new ArgumentOutOfRangeException(nameof(method)),
    };

    /// <summary>The method that a word means; <c>gradcam++</c> is understood too.</summary>
    /// <exception cref="FormatException">It means none; one line that lists the words.</exception>
    public static CamMethod Parse(string word) => FaultOf(word, out CamMethod method) is string fault ? throw new FormatException(fault) : method;

    /// <summary>What is wrong with a word, as one line that lists the right ones; null where it means a method.</summary>
    public static string? FaultOf(string word, out CamMethod method)
    {
        foreach (CamMethod candidate in Enum.GetValues<CamMethod>())
        {
            if (word == WordOf(candidate) || (candidate == CamMethod.GradCamPlusPlus && word == "gradcam++"))
            {
                method = candidate;
                return null;
            }
        }

        method = default;
        return $"'{word}' is no method: use one of {string.Join(", ", Words)}";
    }

    /// <summary>False for what the activations alone tell: such a map is the same for every label.</summary>
    public static bool NeedsGradient(CamMethod method) => method != CamMethod.EigenCam;

    /// <summary>False where no place can speak against the label: the map has no negative part, by its formula.</summary>
    public static bool ShowsCounterEvidence(CamMethod method) => method is not (CamMethod.LayerCam or CamMethod.EigenCam);

    /// <summary>
    /// What is drawn where nobody asked for a method: on the last layer the ancestor's; on finer ones LayerCAM, which pointed best there in the trials
    /// that <see cref="WarningAt"/> sums up and, unlike HiResCAM, says something straight before a LayerNormalization as well.
    /// </summary>
    public static CamMethod DefaultAt(LayerPlace place) => place == LayerPlace.Last ? CamMethod.GradCam : CamMethod.LayerCam;

    /// <summary>One line about a method that is known to mislead at this place; null where nothing is known against it.</summary>
    /// <remarks>
    /// 30 drawn scenes with Google's bird model (14×14 and 28×28 places): the strongest place lay on the animal in 13–27 % with Grad-CAM, 0–13 % with
    /// Eigen-CAM, 63–100 % with HiResCAM and 77–100 % with LayerCAM; by chance 3–12 %. Small samples of drawn animals: a direction, not a figure to quote.
    /// </remarks>
    public static string? WarningAt(CamMethod method, LayerPlace place) => (method, place) switch
    {
        (CamMethod.GradCam, LayerPlace.Finer) =>
            "Grad-CAM averages the gradient over the picture, which misleads on layers before the last: prefer hirescam or layercam there",
        (CamMethod.EigenCam, LayerPlace.Finer) =>
            "Eigen-CAM shows what is striking, not what speaks for the label, and on layers before the last that is often the background: prefer hirescam or layercam there",
        (CamMethod.EigenCam, _) => "Eigen-CAM shows what is striking, whatever the label: every label has the same map",
        _ => null,
    };
}
