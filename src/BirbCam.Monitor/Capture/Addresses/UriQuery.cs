using System.Text.RegularExpressions;

namespace BirbCam.Monitor.Capture.Addresses;

/// <summary>The part <c>?key=value&amp;key=value</c> of a camera's address: keys once each, values of harmless characters.</summary>
internal sealed partial class UriQuery(IReadOnlyList<KeyValuePair<string, string>> pairs)
{
    public IReadOnlyList<KeyValuePair<string, string>> Pairs => pairs;

    /// <param name="text">What comes after the kind, with or without a query.</param>
    /// <param name="kind">For the message, as <c>rpicam:</c>.</param>
    /// <exception cref="FormatException">One line that says what to change.</exception>
    public static (string Name, UriQuery Query) Split(string text, string kind, IReadOnlyList<string> allowedKeys)
    {
        int mark = text.IndexOf('?', StringComparison.Ordinal);
        if (mark < 0)
            return (text, new UriQuery([]));

        var found = new List<KeyValuePair<string, string>>();
        foreach (string part in text[(mark + 1)..].Split('&'))
        {
            Match pair = Pair().Match(part);
            if (!pair.Success)
                throw new FormatException($"'{part}' in '{kind}{text}' is not a setting. Write key=value, joined by '&'.");

            string key = pair.Groups[1].Value;
            if (!allowedKeys.Contains(key))
                throw new FormatException($"'{key}' is not a setting of '{kind}'. Use one of: {string.Join(", ", allowedKeys)}.");
            if (found.Exists(known => known.Key == key))
                throw new FormatException($"'{key}' is given twice in '{kind}{text}'.");
            found.Add(new(key, pair.Groups[2].Value));
        }

        return (text[..mark], new UriQuery(found));
    }

    public override string ToString() => pairs.Count == 0 ? "" : "?" + string.Join('&', pairs.Select(pair => $"{pair.Key}={pair.Value}"));

    /// <summary>No value can be taken for an option of a program: it does not begin with a dash unless a number follows.</summary>
    [GeneratedRegex("^([a-z][a-z0-9_-]*)=((?:-(?=[0-9]))?[A-Za-z0-9_.,:/][A-Za-z0-9_.,:/-]*)$")]
    private static partial Regex Pair();
}
