using System.Collections.Immutable;
using System.Security.Cryptography;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Storage;
using BirbCam.Onnx.Format;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;

namespace BirbCam.Monitor.Explanations;

/// <summary>A picture and what the model said of it.</summary>
/// <param name="Clean">JPEG bytes.</param>
/// <param name="Width">Pixels of the picture.</param>
/// <param name="Height">Pixels of the picture.</param>
internal sealed record ExplainedPicture(
    byte[] Clean, int Width, int Height, ModelIdentity Model, Classification Answer, Decision Decision, IReadOnlyDictionary<string, double> Thresholds);

/// <param name="Agreement">Of the same explanation.</param>
/// <param name="Drawing">JPEG bytes: the panels, or the overlay.</param>
internal sealed record DrawnExplanation(Explanation Explanation, Agreement Agreement, byte[] Drawing);

/// <summary>
/// What <c>birbcam explain</c> leaves of a picture, flat in one folder: <c>NAME.jpg</c> (clean), <c>NAME.cam.jpg</c> (the first drawing; further ones are
/// <c>NAME.LABEL.cam.jpg</c>), a raw map <c>NAME.LABEL.npy</c> for each, and <c>NAME.manifest.json</c>, which is written last and seals them.
/// </summary>
internal static class ExplanationBundle
{
    /// <summary>A manifest has some 1 kB and as much for each explanation; more is none of ours.</summary>
    private const int MaxManifestBytes = 1 << 24;

    /// <summary>Writes a bundle in the place of an earlier one of the same name; where a file cannot be written, none of it stays.</summary>
    /// <param name="folder">Exists.</param>
    /// <param name="name">A file name without an ending.</param>
    /// <param name="source">
    /// The file that the picture was read from. Where that is <c>NAME.jpg</c> in the folder itself, it stays untouched and is what the manifest names as
    /// the clean picture.
    /// </param>
    /// <returns>What was sealed.</returns>
    /// <exception cref="IOException">A file cannot be written, or a file is in the way that no earlier bundle of this name left.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be written.</exception>
    public static ExplanationManifest Write(string folder, string name, string source, ExplainedPicture picture, IReadOnlyList<DrawnExplanation> explanations)
    {
        string cleanPath = Path.Combine(folder, name + PictureName.Clean);
        bool isSource = IsSame(cleanPath, source);
        byte[] clean = isSource ? File.ReadAllBytes(cleanPath) : picture.Clean;
        var files = new List<(BundleFile Entry, byte[] Content)>();
        if (!isSource)
            files.Add((EntryOf(name + PictureName.Clean, clean), clean));

        var frame = new FrameSize(picture.Width, picture.Height);
        var parts = new List<ManifestExplanation>();
        List<string> keys = KeysOf(explanations);
        for (int i = 0; i < explanations.Count; i++)
        {
            (Explanation explanation, Agreement agreement, byte[] drawing) = explanations[i];
            byte[] map = Npy.Encode(explanation.Map, explanation.Height, explanation.Width);
            BundleFile drawn = EntryOf(i == 0 ? name + PictureName.Panels : $"{name}.{keys[i]}{PictureName.Panels}", drawing);
            BundleFile raw = EntryOf($"{name}.{keys[i]}{PictureName.Map}", map);
            files.AddRange([(drawn, drawing), (raw, map)]);
            parts.Add(ManifestExplanation.Of(explanation, agreement, frame, drawn, raw));
        }

        var manifest = new ExplanationManifest
        {
            Model = picture.Model,
            Frame = frame,
            Decision = picture.Decision,
            Labels = [.. picture.Answer.Labels.Select(score => score.Label)],
            Scores = picture.Answer.Scores.ToDictionary(score => score.Label, score => score.Probability),
            Thresholds = picture.Thresholds.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Confidence = picture.Answer.Confidence,
            NoneScore = picture.Answer.NoneScore,
            Picture = EntryOf(name + PictureName.Clean, clean),
            IsPictureTheSource = isSource ? true : null,
            Explanations = parts,
        };
        WriteAll(folder, name + ".manifest.json", files, manifest.ToJson());
        return manifest;
    }

    /// <summary>How an explanation is called in file names; never the same twice.</summary>
    private static List<string> KeysOf(IReadOnlyList<DrawnExplanation> explanations)
    {
        var keys = new List<string>();
        foreach (Explanation explanation in explanations.Select(drawn => drawn.Explanation))
        {
            string label = PictureName.Sanitise(explanation.Label);
            string key = explanation.Against is string other ? $"{label}-not-{PictureName.Sanitise(other)}" : label;
            key = explanation.IsCounterEvidence ? $"against-{key}" : key;
            string unique = key;
            for (int copy = 2; keys.Contains(unique); copy++)
                unique = $"{key}-{copy}";
            keys.Add(unique);
        }

        return keys;
    }

    private static void WriteAll(string folder, string manifestName, List<(BundleFile Entry, byte[] Content)> files, byte[] manifest)
    {
        string manifestPath = Path.Combine(folder, manifestName);
        HashSet<BundleFile> earlier = LeftBy(manifestPath);
        RefuseToOverwrite(folder, earlier, files.Select(file => file.Entry));
        var written = new List<string>();
        try
        {
            // An earlier manifest must not seal a mixture of its files and ours.
            File.Delete(manifestPath);
            foreach (BundleFile old in earlier.Where(old => Path.GetFileName(old.File) == old.File && files.All(file => file.Entry.File != old.File)))
                DeleteIfUnchanged(Path.Combine(folder, old.File), old);

            foreach ((BundleFile entry, byte[] content) in files)
            {
                written.Add(entry.File);
                Write(folder, entry.File, content);
            }

            DurableFile.FlushFolder(folder);
            Write(folder, manifestName, manifest);
            DurableFile.FlushFolder(folder);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            foreach (string file in written)
                DurableFile.TryDelete(Path.Combine(folder, file));

            // What was being written is gone: nobody but another of us takes a file of this name.
            if (failed is FileNotFoundException)
                throw new IOException($"another process explains the same pictures into {folder}: wait for it, or choose another folder with --out", failed);
            throw;
        }
    }

    /// <summary>A folder of explanations may be a folder of somebody's photographs: only what an earlier bundle left, or what is the same, is replaced.</summary>
    private static void RefuseToOverwrite(string folder, HashSet<BundleFile> earlier, IEnumerable<BundleFile> files)
    {
        foreach (BundleFile file in files)
        {
            string path = Path.Combine(folder, file.File);
            if (Path.Exists(path) && !(File.Exists(path) && IsOurs(file with { Sha256 = HashOf(path) }, file)))
                throw new IOException($"{path} is there already and belongs to no earlier explanation: choose another folder with --out, or move it away");
        }

        bool IsOurs(BundleFile there, BundleFile file) => there == file || earlier.Contains(there);
    }

    private static void DeleteIfUnchanged(string path, BundleFile file)
    {
        if (File.Exists(path) && HashOf(path) == file.Sha256)
            File.Delete(path);
    }

    private static HashSet<BundleFile> LeftBy(string manifestPath)
    {
        var file = new FileInfo(manifestPath);
        if (file is not { Exists: true, Length: > 0 and <= MaxManifestBytes } || ExplanationManifest.TryRead(File.ReadAllBytes(manifestPath)) is not { } earlier)
            return [];

        BundleFile[] pictures = earlier.IsPictureTheSource == true ? [] : [earlier.Picture];
        return [.. pictures, .. earlier.Explanations.OfType<ManifestExplanation>().SelectMany(part => (BundleFile[])[part.Drawing, part.Map])];
    }

    private static string HashOf(string path)
    {
        // None of ours is empty. A pipe is, and would be waited for.
        if (new FileInfo(path).Length == 0)
            return "";

        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static bool IsSame(string path, string source) => Resolved(path) == Resolved(source);

    private static string Resolved(string path)
        => File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target ? target.FullName : Path.GetFullPath(path);

    private static BundleFile EntryOf(string name, byte[] content) => new(name, Convert.ToHexStringLower(SHA256.HashData(content)));

    private static void Write(string folder, string name, byte[] content)
        => DurableFile.Write(Path.Combine(folder, name), Path.Combine(folder, PictureName.Temporary + name), content);
}
