using System.Collections.Immutable;
using System.Text.Json;
using BirbCam.Monitor.Bench.Gate;
using BirbCam.Monitor.Capture.Streams;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Bench.Clips;

/// <summary>
/// Reads <c>NAME.json</c> beside a clip: <c>fps</c> (of the boxes' frames), <c>settle_s</c>, <c>visits</c> with <c>start</c> and <c>end</c> in seconds, <c>boxes</c> with
/// <c>frame</c> and <c>box</c> [x, y, w, h], <c>expect</c> (nothing, trigger, visits, unjudged; what is not written follows from the visits) and a <c>note</c>. All of them may be
/// missing; what is written must make sense.
/// </summary>
internal sealed class ExpectationFile
{
    /// <summary>Some two hours of boxes at five a second.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>A day.</summary>
    private const double LongestClip = 86_400;

    private const double FastestFps = 1000;

    private static readonly string[] Keys = ["fps", "settle_s", "visits", "boxes", "expect", "note"];
    private static readonly JsonDocumentOptions Form = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly string _path;
    private readonly double _usualFps;
    private readonly ICollection<string> _notes;

    private ExpectationFile(string path, double usualFps, ICollection<string> notes)
    {
        _path = path;
        _usualFps = usualFps;
        _notes = notes;
    }

    /// <param name="usualFps">Frames a second of the boxes where the file does not say.</param>
    /// <param name="notes">Receives a line for each key that nobody reads.</param>
    /// <exception cref="RecordingException">One line that names the file and says what to change.</exception>
    public static ClipExpectation Read(string path, double usualFps, ICollection<string> notes)
    {
        var file = new ExpectationFile(path, usualFps, notes);
        try
        {
            using var document = JsonDocument.Parse(file.ReadBytes(), Form);
            return file.Parse(document.RootElement);
        }
        catch (JsonException broken)
        {
            throw file.Fault($"is no JSON: {broken.Message}");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw file.Fault($"cannot be read: {unreadable.Message}");
        }
    }

    private byte[] ReadBytes()
    {
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);

        // A pipe or device has no length that could be believed.
        byte[] bytes = new byte[MaxBytes + 1];
        int read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read <= MaxBytes ? bytes[..read] : throw Fault($"has more than {MaxBytes >> 20} MiB: split the clip");
    }

    private ClipExpectation Parse(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw Fault("is not an object: write {\"expect\": \"nothing\"}, or visits");
        foreach (JsonProperty stranger in root.EnumerateObject().Where(property => !Keys.Contains(property.Name)))
            _notes.Add($"{_path}: '{Short(stranger.Name)}' is not read; {string.Join(", ", Keys)} are");

        double fps = Number(root, "fps", double.Epsilon, FastestFps) ?? _usualFps;
        TimeRange[] visits = [.. Elements(root, "visits").Select(Visit)];
        ExpectedOf expected = Expected(root, visits.Length);
        ILookup<long, PixelRect> boxes = Elements(root, "boxes").Select(Box).ToLookup(box => box.Frame, box => box.Box);
        return new ClipExpectation
        {
            Expected = expected,
            Settle = Number(root, "settle_s", 0, LongestClip) is double settle ? TimeSpan.FromSeconds(settle) : ClipExpectation.UsualSettle,
            Visits = [.. visits.Select(visit => With(boxes, visit, fps))],
        };
    }

    private static ExpectedVisit With(ILookup<long, PixelRect> boxes, TimeRange visit, double fps)
    {
        var bare = new ExpectedVisit(visit.From, visit.To, ImmutableSortedDictionary<long, ImmutableArray<PixelRect>>.Empty, fps);
        return bare with
        {
            Boxes = boxes.Where(frame => bare.Covers(TimeSpan.FromSeconds(frame.Key / fps)))
                .ToImmutableSortedDictionary(frame => frame.Key, frame => frame.ToImmutableArray()),
        };
    }

    private ExpectedOf Expected(JsonElement root, int visits)
    {
        ExpectedOf natural = visits > 0 ? ExpectedOf.Visits : ExpectedOf.Nothing;
        if (!root.TryGetProperty("expect", out JsonElement written) || written.ValueKind == JsonValueKind.Null)
            return natural;

        string word = written.ValueKind == JsonValueKind.String ? written.GetString()! : written.GetRawText();
        ExpectedOf[] all = Enum.GetValues<ExpectedOf>();
        int index = Array.FindIndex(all, expected => ClipExpectation.WordOf(expected) == word);
        if (index < 0)
            throw Fault($"\"expect\" is '{Short(word)}': one of {string.Join(", ", all.Select(ClipExpectation.WordOf))} is wanted");

        return (all[index], natural) switch
        {
            (ExpectedOf.Nothing, ExpectedOf.Visits) => throw Fault("expects nothing and has visits: take one of them out"),
            (ExpectedOf.Visits, ExpectedOf.Nothing) => throw Fault("expects visits and has none: write them, as {\"start\": 12.0, \"end\": 15.5}"),
            _ => all[index],
        };
    }

    private TimeRange Visit(JsonElement visit, int index)
    {
        string name = $"visits[{index}]";
        if (visit.ValueKind != JsonValueKind.Object
            || Number(visit, "start", 0, LongestClip, $"{name}.") is not double start || Number(visit, "end", 0, LongestClip, $"{name}.") is not double end)
            throw Fault($"{name} needs \"start\" and \"end\" in seconds");
        return end >= start
            ? new TimeRange(TimeSpan.FromSeconds(start), TimeSpan.FromSeconds(end))
            : throw Fault($"{name} ends before it starts");
    }

    private (long Frame, PixelRect Box) Box(JsonElement box, int index)
    {
        string name = $"boxes[{index}]";
        if (box.ValueKind != JsonValueKind.Object || Number(box, "frame", 0, LongestClip * FastestFps, $"{name}.") is not double frame || frame != Math.Floor(frame))
            throw Fault($"{name} needs a whole \"frame\", from 0");
        if (!box.TryGetProperty("box", out JsonElement sides) || sides.ValueKind != JsonValueKind.Array || sides.GetArrayLength() != 4)
            throw Fault($"{name} needs a \"box\" of four numbers: [x, y, w, h] in pixels of the frame");

        int[] pixels = [.. sides.EnumerateArray().Select(side => Pixels(side, name))];
        return pixels[2] > 0 && pixels[3] > 0
            ? ((long)frame, new PixelRect(pixels[0], pixels[1], pixels[2], pixels[3]))
            : throw Fault($"{name}.box is empty: its width and height are the third and the fourth number");
    }

    private int Pixels(JsonElement side, string name)
        => side.ValueKind == JsonValueKind.Number && side.TryGetDouble(out double pixels) && Math.Abs(pixels) <= FramePool.MaxPixels
            ? (int)Math.Round(pixels)
            : throw Fault($"{name}.box holds '{Short(side.GetRawText())}': a number of pixels is wanted");

    private JsonElement[] Elements(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out JsonElement list) || list.ValueKind == JsonValueKind.Null)
            return [];
        return list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : throw Fault($"\"{name}\" is not a list: write [] where there are none");
    }

    /// <summary>Null where it is not written.</summary>
    private double? Number(JsonElement owner, string name, double least, double most, string prefix = "")
    {
        if (!owner.TryGetProperty(name, out JsonElement written) || written.ValueKind == JsonValueKind.Null)
            return null;
        return written.ValueKind == JsonValueKind.Number && written.TryGetDouble(out double number) && number >= least && number <= most
            ? number
            : throw Fault(FormattableString.Invariant($"\"{prefix}{name}\" is '{Short(written.GetRawText())}': a number from {Math.Round(least)} to {most} is wanted"));
    }

    private RecordingException Fault(string what) => new($"{_path} {what.ReplaceLineEndings(" ")}");

    private static string Short(string text) => text.Length <= 40 ? text : $"{text[..40]}…";
}
