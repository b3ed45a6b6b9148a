using System.Text.RegularExpressions;

namespace BirbCam.Monitor.Tests.House;

/// <summary>The table "Rooms, and who may look into which" of src/ARCHITECTURE.md: the rule itself, not a copy of it.</summary>
/// <remarks>
/// First column: rooms in back-quotes (<c>Vision/Imaging</c>); rooms of one row may look into each other. Last column: rooms of the same
/// project (<c>Imaging</c>), of another (<c>Vision.Imaging</c>), a whole project (<c>Onnx</c>), <c>everything</c> or <c>–</c>; words in
/// brackets are for people.
/// </remarks>
internal sealed partial class RoomTable
{
    private const string Heading = "## Rooms, and who may look into which";
    private const string Everything = "everything";
    private const string Nothing = "–";

    private readonly Dictionary<string, string[]> _looksInto = [];

    public RoomTable(string architecture)
    {
        int start = architecture.IndexOf(Heading, StringComparison.Ordinal);
        string section = architecture[(start + Heading.Length)..];
        int end = section.IndexOf("\n## ", StringComparison.Ordinal);
        var rows = section[..end].Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => (Rooms: RoomNames(cells[0]), Words: WordsOf(cells[^1])))
            .ToArray();

        string[] all = [.. rows.SelectMany(row => row.Rooms)];
        foreach ((string[] rooms, string[] words) in rows)
        {
            foreach (string room in rooms)
                _looksInto.Add(room, [.. rooms, .. words.SelectMany(word => Resolve(word, room, all))]);
        }
    }

    public IReadOnlyCollection<string> Rooms => _looksInto.Keys;

    /// <summary>May the code of room <paramref name="from"/> mention what is in room <paramref name="to"/>?</summary>
    public bool Allows(string from, string to) => _looksInto[from].Contains(to);

    private static string[] RoomNames(string cell) => [.. InBackQuotes().Matches(cell).Select(match => match.Groups[1].Value)];

    private static string[] WordsOf(string cell) => InBrackets().Replace(cell, "").Split(',', StringSplitOptions.TrimEntries);

    private static string[] Resolve(string word, string room, string[] all)
    {
        string project = room.Split('/')[0];
        string[] meant = word switch
        {
            Nothing => [],
            Everything => all,
            _ when all.Contains($"{project}/{word}") => [$"{project}/{word}"],
            _ when all.Contains(word.Replace('.', '/')) && word.Contains('.') => [word.Replace('.', '/')],
            _ => [.. all.Where(other => other.Split('/')[0] == word)],
        };
        if (meant.Length == 0 && word != Nothing)
            throw new FormatException($"src/ARCHITECTURE.md: {room} may look into '{word}', which is no room");
        return meant;
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex InBackQuotes();

    [GeneratedRegex(@"\([^)]*\)")]
    private static partial Regex InBrackets();
}
