using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using BirbCam.Monitor.Sightings.Storage;

namespace BirbCam.Monitor.Rejects;

/// <summary>
/// What was held back, as folders of pictures under <c>rejects</c> in the store's directory, within a budget; and what a person says was a visitor, as clips under
/// <c>clips</c>, which <c>birbcam bench gate</c> reads. A folder is there whole or not at all. Any thread may call; calls wait for each other.
/// </summary>
internal sealed partial class RejectFolder
{
    /// <summary>In the store's directory.</summary>
    public const string Name = "rejects", Clips = "clips";

    /// <summary>Some 400 MB; who has more wants them elsewhere.</summary>
    public const int MostClips = 200;

    /// <summary>What is looked at at once; the budget allows no more by much.</summary>
    private const int MostShown = 200;

    private const string Record = "reject.json", Temporary = ".writing";

    private readonly Lock _gate = new();
    private readonly string _root;
    private readonly string _clips;
    private readonly TimeZoneInfo _place;

    /// <param name="directory">The store's. What a killed run left half-written is removed.</param>
    /// <param name="place">Whose wall clock people are told.</param>
    public RejectFolder(string directory, TimeZoneInfo place)
    {
        _place = place;
        _root = Path.Combine(Path.GetFullPath(directory), Name);
        _clips = Path.Combine(Path.GetFullPath(directory), Clips);
        string halfWritten = Path.Combine(_root, Temporary);
        if (Directory.Exists(halfWritten))
            Directory.Delete(halfWritten, recursive: true);
    }

    /// <summary>Keeps one, and lets go of older ones where there are too many: of the reason that has most, the oldest.</summary>
    /// <param name="pictures">JPEG bytes, oldest first.</param>
    /// <exception cref="IOException">It cannot be written, or too little space is left.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Save(Reject reject, IReadOnlyList<ReadOnlyMemory<byte>> pictures, int maxMegabytes, int keepFreeMegabytes)
    {
        lock (_gate)
        {
            string writing = Path.Combine(_root, Temporary);
            Directory.CreateDirectory(writing);
            if (Volume.FreeMegabytes(_root) < keepFreeMegabytes)
                throw new IOException($"less than {keepFreeMegabytes} MB are free (Store.KeepFreeMegabytes)");

            for (int i = 0; i < pictures.Count; i++)
                File.WriteAllBytes(Path.Combine(writing, PictureOf(i)), pictures[i].Span);
            File.WriteAllBytes(Path.Combine(writing, Record), JsonSerializer.SerializeToUtf8Bytes(reject, RejectJson.Default.Reject));
            string kept = Path.Combine(_root, $"{PictureName.Stamp(reject.At)}_{reject.Verdict}");
            if (Directory.Exists(kept))
                Directory.Delete(kept, recursive: true);
            Directory.Move(writing, kept);
            Trim(maxMegabytes);
        }
    }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<KeptReject> List()
    {
        lock (_gate)
            return [.. Names().OrderDescending(StringComparer.Ordinal).Select(name => Read(name)).OfType<KeptReject>().Take(MostShown)];
    }

    /// <summary>A picture of one; null where there is none.</summary>
    /// <param name="name">Anything: only a name of ours meets the disk.</param>
    public byte[]? Read(string name, int picture)
    {
        lock (_gate)
        {
            if (!IsKept(name) || picture is < 0 or >= 1000)
                return null;
            string path = Path.Combine(_root, name, PictureOf(picture));
            return File.Exists(path) ? File.ReadAllBytes(path) : null;
        }
    }

    /// <summary>Nobody was there: it is let go.</summary>
    /// <returns>False where there is no such one.</returns>
    public bool Forget(string name)
    {
        lock (_gate)
        {
            if (!IsKept(name))
                return false;
            Directory.Delete(Path.Combine(_root, name), recursive: true);
            return true;
        }
    }

    /// <summary>Somebody was there: a clip that a gate should trigger on.</summary>
    /// <returns>Where it lies; or in one line why not.</returns>
    /// <exception cref="IOException">It cannot be moved there.</exception>
    public (string? Clip, string? Fault) Promote(string name)
    {
        lock (_gate)
        {
            if (!IsKept(name) || Read(name) is not KeptReject kept)
                return (null, "it is not kept any more");
            Directory.CreateDirectory(_clips);
            if (Directory.EnumerateDirectories(_clips).Count() >= MostClips)
                return (null, $"{_clips} holds {MostClips} clips: move some of them elsewhere");

            string clip = Path.Combine(_clips, name);
            File.WriteAllText($"{clip}.json", ExpectationOf(kept.Reject));
            Directory.Move(Path.Combine(_root, name), clip);
            File.Delete(Path.Combine(clip, Record));
            return (clip, null);
        }
    }

    /// <summary>A visit from a second before the frame to the end: whoever was held back may have come a little earlier.</summary>
    private static string ExpectationOf(Reject reject)
    {
        double start = Math.Round(Math.Max(0, (reject.Frame / reject.Fps) - 1), 1);
        return JsonSerializer.Serialize(new
        {
            fps = reject.Fps,
            settle_s = start,
            visits = new[] { new { start, end = Math.Round((reject.Frames - 1) / reject.Fps, 1) } },
            note = string.Create(CultureInfo.InvariantCulture, $"Held back as {reject.Verdict} at {reject.At:O}; a person says that somebody came. {reject.Fps} pictures a second."),
        });
    }

    private static string PictureOf(int index) => index.ToString("000", CultureInfo.InvariantCulture) + ".jpg";

    private void Trim(int maxMegabytes)
    {
        List<(string Name, long Bytes)> kept = [.. Names().Select(name => (name, new DirectoryInfo(Path.Combine(_root, name)).EnumerateFiles().Sum(file => file.Length)))];
        while (kept.Sum(one => one.Bytes) > (long)maxMegabytes << 20)
        {
            (string oldest, long _) = kept.GroupBy(one => one.Name[(one.Name.IndexOf('_') + 1)..]).MaxBy(reason => reason.Count())!.MinBy(one => one.Name, StringComparer.Ordinal);
            Directory.Delete(Path.Combine(_root, oldest), recursive: true);
            kept.RemoveAll(one => one.Name == oldest);
        }
    }

    private IEnumerable<string> Names() => Directory.Exists(_root)
        ? Directory.EnumerateDirectories(_root).Select(folder => Path.GetFileName(folder)).Where(name => OurName().IsMatch(name))
        : [];

    private bool IsKept(string name) => OurName().IsMatch(name) && Directory.Exists(Path.Combine(_root, name));

    private KeptReject? Read(string name)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(_root, name, Record)), RejectJson.Default.Reject) is Reject { Fps: > 0 } reject
                ? new KeptReject(name, TimeZoneInfo.ConvertTime(reject.At, _place), reject)
                : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            // Somebody changed it by hand: it is not shown, and goes in its time.
            return null;
        }
    }

    [GeneratedRegex("^[0-9]{8}T[0-9]{9}Z_[a-z_]{4,20}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex OurName();
}
