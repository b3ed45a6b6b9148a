namespace BirbCam.Onnx;

/// <summary>Messages quote names out of files, and a damaged or hostile file may hold any name.</summary>
internal static class OneLine
{
    /// <summary>Room for two long tensor names and what is said about them.</summary>
    private const int MaxLength = 400;

    /// <summary>The text without line breaks and control characters, at most 400 characters long.</summary>
    public static string Of(string text)
    {
        string shown = text.Length > MaxLength ? $"{text.AsSpan(0, MaxLength)}…" : text;
        return string.Create(shown.Length, shown, (line, from) =>
        {
            for (int i = 0; i < line.Length; i++)
                line[i] = char.IsControl(from[i]) || from[i] is '\u2028' or '\u2029' ? ' ' : from[i];
        });
    }
}
