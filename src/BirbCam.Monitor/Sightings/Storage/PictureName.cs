using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace BirbCam.Monitor.Sightings.Storage;

/// <summary>How a kept picture is called: <c>2026-10-04/20261004T131203412Z_sparrow_0199b7c2….jpg</c>, in UTC, so that names sort by time.</summary>
internal static partial class PictureName
{
    public const string Clean = ".jpg";
    public const string Panels = ".cam.jpg";
    public const string Map = ".npy";
    public const string Moved = ".moved.png";
    public const string Record = ".json";

    /// <summary>Before the name, while a file is being written.</summary>
    public const string Temporary = ".writing-";

    /// <summary>Of a set's files in the order in which they are written: the record seals the set.</summary>
    public static readonly ImmutableArray<string> Endings = [Clean, Panels, Map, Moved, Record];

    private const string TimeFormat = "yyyyMMdd'T'HHmmssfff'Z'";

    /// <summary>Far below the 255 bytes that a file system allows; no species has a longer name that matters.</summary>
    private const int MaxLabelLength = 40;

    /// <summary>The folder of the day, within the folder of pictures.</summary>
    public static string FolderOf(Detection detection) => detection.CapturedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The name without an ending.</summary>
    public static string StemOf(Detection detection)
    {
        string label = detection.Labels is [string first, ..] ? Sanitise(first) : detection.Decision == Decision.Unknown ? "unknown" : "none";
        return $"{Stamp(detection.CapturedAt)}_{label}_{detection.Id:N}";
    }

    /// <summary>How a name begins, so that names sort by time.</summary>
    public static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>Where a file of a detection's set lies.</summary>
    /// <param name="root">The folder of pictures.</param>
    /// <param name="ending">One of <see cref="Endings"/>.</param>
    public static string PathOf(string root, Detection detection, string ending) => Path.Combine(root, FolderOf(detection), StemOf(detection) + ending);

    /// <summary>Letters a–z, digits and single hyphens, 1–40 characters, whatever the model's author called the label.</summary>
    public static string Sanitise(string label) => Hyphenate(label, rune => rune.IsAscii && Rune.IsLetterOrDigit(rune), MaxLabelLength);

    /// <summary>What is kept, in small letters, and single hyphens for all that stands between; <c>label</c> where nothing is.</summary>
    /// <param name="most">In UTF-16 units.</param>
    public static string Hyphenate(string label, Predicate<Rune> isKept, int most = int.MaxValue)
    {
        var name = new StringBuilder();
        foreach (Rune rune in label.EnumerateRunes())
        {
            if (isKept(rune))
                name.Append(Rune.ToLowerInvariant(rune));
            else if (name.Length > 0 && name[^1] != '-')
                name.Append('-');

            if (name.Length >= most)
                break;
        }

        string trimmed = name.ToString().Trim('-');
        return trimmed.Length > 0 ? trimmed : "label";
    }

    /// <summary>The stem of a file that the archive made, or null for what somebody else put there.</summary>
    public static string? TryStem(string fileName) => OurFile().Match(fileName) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>When the picture was taken, from a stem of ours; the beginning of time where its digits are no time.</summary>
    public static DateTimeOffset TimeOf(string stem)
        => DateTimeOffset.TryParseExact(
            stem.AsSpan(0, stem.IndexOf('_')), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : DateTimeOffset.MinValue;

    /// <summary>Of the detection, from a stem of ours.</summary>
    public static Guid IdOf(string stem) => Guid.ParseExact(stem.AsSpan(stem.LastIndexOf('_') + 1), "N");

    public static bool IsDayFolder(string name) => DayFolder().IsMatch(name);

    [GeneratedRegex(@"^(\d{8}T\d{9}Z_[a-z0-9-]{1,40}_[0-9a-f]{32})(\.cam\.jpg|\.jpg|\.npy|\.moved\.png|\.json)$", RegexOptions.CultureInvariant)]
    private static partial Regex OurFile();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}$", RegexOptions.CultureInvariant)]
    private static partial Regex DayFolder();
}
