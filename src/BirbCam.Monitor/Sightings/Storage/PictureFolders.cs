namespace BirbCam.Monitor.Sightings.Storage;

/// <summary>What lies in the folder of pictures. Links are not followed, and what the archive did not make is not seen.</summary>
internal static class PictureFolders
{
    /// <summary>Of the root, in the store's directory.</summary>
    public const string Name = "pictures";

    private static readonly EnumerationOptions NoLinks = new() { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };

    /// <summary>The folders of the days, oldest first; none where the root is missing.</summary>
    public static IReadOnlyList<string> Days(string root)
        => Directory.Exists(root)
            ? [.. Directory.EnumerateDirectories(root, "*", NoLinks).Where(folder => PictureName.IsDayFolder(Path.GetFileName(folder))).Order(StringComparer.Ordinal)]
            : [];

    /// <summary>The sets of a day, oldest first.</summary>
    public static IReadOnlyList<PictureSet> Sets(string day)
        => [.. new DirectoryInfo(day).EnumerateFiles("*", NoLinks)
            .Select(file => (Stem: PictureName.TryStem(file.Name), File: file))
            .Where(found => found.Stem is not null)
            .GroupBy(found => found.Stem!, found => found.File, StringComparer.Ordinal)
            .OrderBy(set => set.Key, StringComparer.Ordinal)
            .Select(set => new PictureSet(Path.Combine(day, set.Key), set.Sum(file => file.Length)))];
}

/// <param name="Stem">The path of the set's files without their endings.</param>
internal readonly record struct PictureSet(string Stem, long Bytes);

/// <summary>The disk that a folder lies on.</summary>
internal static class Volume
{
    /// <exception cref="IOException">The disk is gone.</exception>
    public static long FreeMegabytes(string folder) => new DriveInfo(folder).AvailableFreeSpace >> 20;
}
