using System.Text;

namespace BirbCam.Monitor.Exports;

/// <summary>Lines of a table (RFC 4180).</summary>
internal static class CsvLines
{
    public static Task WriteAsync(TextWriter table, params IEnumerable<string> fields) => table.WriteAsync(string.Join(',', fields.Select(Quote)) + "\r\n");

    /// <summary>The fields of one line, quoted or not; a quoted field does not go over the end of the line.</summary>
    /// <returns>Null where a quote is not closed.</returns>
    public static IReadOnlyList<string>? Read(string line)
    {
        List<string> fields = [];
        var field = new StringBuilder();
        bool isQuoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && isQuoted && i + 1 < line.Length && line[i + 1] == '"')
                field.Append(line[i++]);
            else if (line[i] == '"')
                isQuoted = !isQuoted;
            else if (line[i] == ',' && !isQuoted)
                Next();
            else
                field.Append(line[i]);
        }

        Next();
        return isQuoted ? null : fields;

        void Next()
        {
            fields.Add(field.ToString());
            field.Clear();
        }
    }

    private static string Quote(string field)
        => field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
