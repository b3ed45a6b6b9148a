using System.Text;
using System.Text.Json;

namespace BirbCam.Monitor.Setup;

/// <summary>
/// A JSON object with comments, as a person wrote it, whose values can be changed one at a time: every byte that is not part of a changed value stays.
/// Keys are found as the configuration finds them, whatever their case, and written <c>Section.Key</c>.
/// </summary>
internal sealed class CommentedJson
{
    private static readonly JsonReaderOptions AsConfigured = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly byte[] _content;
    private readonly Dictionary<string, Place> _places = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="InvalidDataException">It is not UTF-8, or no JSON object.</exception>
    public CommentedJson(ReadOnlySpan<byte> content)
    {
        _content = content.ToArray();
        try
        {
            _ = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetCharCount(_content);
            var reader = new Utf8JsonReader(Json, AsConfigured);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw new InvalidDataException("it does not hold a JSON object: { … }");

            Walk(ref reader, "");
            while (reader.Read())
            {
            }
        }
        catch (Exception wrong) when (wrong is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            throw new InvalidDataException(wrong.Message);
        }
    }

    /// <summary>The file's bytes.</summary>
    public ReadOnlySpan<byte> Content => _content;

    /// <summary>Without the byte order mark with which some editors begin a file. All places are counted in here.</summary>
    private ReadOnlySpan<byte> Json => Content[MarkLength..];

    private int MarkLength => Content.StartsWith("\uFEFF"u8) ? 3 : 0;

    /// <summary>The same with another value; where there is none yet, it is put at the end of its section.</summary>
    /// <param name="json">The value, as JSON.</param>
    public CommentedJson With(string key, string json)
    {
        string[] parts = key.Split('.');
        for (int depth = parts.Length; depth >= 0; depth--)
        {
            if (!_places.TryGetValue(string.Join(':', parts[..depth]), out Place place))
                continue;

            // A value to replace; null, perhaps, where a section is wanted.
            return depth == parts.Length || Json[place.Start] != '{'
                ? Spliced((place.Start, place.End, Nested(parts[depth..], json)))
                : Added(place, $"\"{parts[depth]}\": {Nested(parts[(depth + 1)..], json)}");
        }

        throw new InvalidOperationException("the root is always there");
    }

    /// <summary>The same with one more item at the end of a list.</summary>
    /// <param name="json">The item, as JSON.</param>
    public CommentedJson WithItem(string key, string json)
    {
        string path = key.Replace('.', ':');
        if (_places.TryGetValue(path, out Place list) && Json[list.Start] == '[')
            return Added(list, json);
        return With(key, "[]").WithItem(key, json);
    }

    /// <summary>Walks the value that the reader stands on, and leaves the reader on its last token.</summary>
    /// <returns>The end of the value.</returns>
    private int Walk(ref Utf8JsonReader reader, string path)
    {
        int start = (int)reader.TokenStartIndex, first = -1, last = -1;
        JsonTokenType opens = reader.TokenType;
        if (opens is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            for (int index = 0; reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray); index++)
            {
                first = first < 0 ? (int)reader.TokenStartIndex : first;
                string name = $"{index}";
                if (opens == JsonTokenType.StartObject)
                {
                    name = reader.GetString()!;
                    reader.Read();
                }

                last = Walk(ref reader, path.Length == 0 ? name : $"{path}:{name}");
            }
        }

        // Counted from the token: how far the reader has read may include a comment.
        int length = reader.TokenType == JsonTokenType.String ? reader.ValueSpan.Length + 2 : reader.ValueSpan.Length;
        int end = (int)reader.TokenStartIndex + length;
        _places[path] = new Place(start, end, first, last);
        return end;
    }

    private static string Nested(string[] names, string json) => names.Reverse().Aggregate(json, (inner, name) => $"{{ \"{name}\": {inner} }}");

    private CommentedJson Added(Place container, string text)
    {
        int close = container.End - 1;
        int after = container.Start + Json[container.Start..close].TrimEnd(" \t\r\n"u8).Length;
        bool isObject = Json[container.Start] == '{', isEmpty = container.LastChildEnd < 0;
        (int, int, string) comma = isEmpty || HasCommaBetween(container.LastChildEnd, close)
            ? (container.Start, container.Start, "")
            : (container.LastChildEnd, container.LastChildEnd, ",");

        // A list of zones is read more easily line by line.
        if ((isObject || !isEmpty) && !Json[container.Start..close].Contains((byte)'\n'))
            return Spliced(comma, (after, close, isObject ? $" {text} " : $" {text}"));

        string line = Json.IndexOf("\r\n"u8) >= 0 ? "\r\n" : "\n";
        string outside = IndentOf(container.Start);
        string inside = isEmpty ? outside + "  " : IndentOf(container.FirstChild);
        return Spliced(comma, (after, close, $"{line}{inside}{text}{line}{outside}"));
    }

    /// <summary>The white space with which the line of a place begins.</summary>
    private string IndentOf(int place)
    {
        ReadOnlySpan<byte> line = Json[(Json[..place].LastIndexOf((byte)'\n') + 1)..];
        return Encoding.ASCII.GetString(line[..line.IndexOfAnyExcept(" \t"u8)]);
    }

    private bool HasCommaBetween(int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            if (Json[i] == ',')
                return true;
            if (Json[i] != '/')
                continue;

            ReadOnlySpan<byte> end = Json[i + 1] == '*' ? "*/"u8 : "\n"u8;
            i += 2;
            i += Json[i..].IndexOf(end) + end.Length - 1;
        }

        return false;
    }

    /// <param name="changes">From, to, and what comes between; in order, and apart from each other.</param>
    private CommentedJson Spliced(params ReadOnlySpan<(int From, int To, string Text)> changes)
    {
        var made = new List<byte>();
        int done = 0;
        foreach ((int from, int to, string text) in changes)
        {
            made.AddRange(Json[done..from]);
            made.AddRange(Encoding.UTF8.GetBytes(text));
            done = to;
        }

        return new CommentedJson([.. Content[..MarkLength], .. made, .. Json[done..]]);
    }

    /// <summary>Where a value stands: half-open, in bytes.</summary>
    /// <param name="FirstChild">Where its first member begins, with the name; −1 for none.</param>
    private readonly record struct Place(int Start, int End, int FirstChild, int LastChildEnd);
}
