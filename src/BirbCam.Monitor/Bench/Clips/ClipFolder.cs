using BirbCam.Monitor.Capture.Streams;

namespace BirbCam.Monitor.Bench.Clips;

/// <summary>
/// The clips of a folder and of the folders in it, in the order of their names: video files, and folders of two or more pictures. What is expected of <c>NAME.mp4</c> or of the
/// folder <c>NAME</c> stands in <c>NAME.json</c> beside it; a clip without is not judged.
/// </summary>
internal sealed class ClipFolder
{
    private static readonly string[] VideoExtensions = [".avi", ".m4v", ".mjpeg", ".mjpg", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".ts", ".webm"];

    private readonly double _fps;
    private readonly ICollection<string> _notes;
    private readonly string _root;
    private readonly List<RecordedClip> _clips = [];
    private readonly HashSet<string> _expectations = [];

    private ClipFolder(string root, double fps, ICollection<string> notes)
    {
        _root = root;
        _fps = fps;
        _notes = notes;
    }

    /// <param name="path">The folder; or one clip.</param>
    /// <param name="fps">Frames a second that are looked at.</param>
    /// <param name="notes">Receives a line for what looks like a slip and is none for sure.</param>
    /// <exception cref="RecordingException">There is no clip, or an expectation makes no sense; one line.</exception>
    public static IReadOnlyList<RecordedClip> Find(string path, double fps, ICollection<string> notes)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var folder = new ClipFolder(full, fps, notes);
        try
        {
            if (File.Exists(full))
                folder.Add(full);
            else if (Directory.Exists(full))
                folder.Look(full);
            else
                throw new RecordingException($"'{path}' does not exist: name a folder of clips.");
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new RecordingException(denied.Message);
        }

        return folder._clips.Count > 0
            ? folder._clips
            : throw new RecordingException($"'{path}' holds no clips: video files ({string.Join(", ", VideoExtensions)}), or folders of pictures.");
    }

    private void Look(string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)];
        if (files.Count(PictureSource.IsPicture) > 1)
            Add(folder);
        foreach (string video in files.Where(file => VideoExtensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)))
            Add(video);

        // A link to a folder may lead to where it stands.
        foreach (string inside in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Where(inside => new DirectoryInfo(inside).LinkTarget is null))
            Look(inside);
        foreach (string orphan in files.Where(file => Path.GetExtension(file) == ".json" && !_expectations.Contains(file)))
            _notes.Add($"{orphan}: there is no clip beside it that it could be about");
    }

    private void Add(string clip)
    {
        string json = Directory.Exists(clip) ? $"{clip}.json" : Path.ChangeExtension(clip, ".json");
        ClipExpectation expectation = File.Exists(json) ? ExpectationFile.Read(json, _fps, _notes) : ClipExpectation.Unknown;
        _expectations.Add(json);
        _clips.Add(new RecordedClip(clip == _root ? Path.GetFileName(clip) : Path.GetRelativePath(_root, clip), clip, _fps, expectation));
    }
}
