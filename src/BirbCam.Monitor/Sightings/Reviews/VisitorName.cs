using System.Globalization;
using System.Text;

namespace BirbCam.Monitor.Sightings.Reviews;

/// <summary>How a person may call a visitor, in the letters of any language.</summary>
internal static class VisitorName
{
    /// <summary>In UTF-16 units. No species has a longer name that matters.</summary>
    public const int Longest = 40;

    /// <summary>Words for nobody, or for nobody that is known: exports and pictures are called by them where no label is known.</summary>
    private static readonly string[] Reserved = ["nobody", "none", "unknown"];

    /// <summary>Small letters, and one space between words. What is typed as a letter and a mark is not made one sign of: that takes tables which the program goes without.</summary>
    public static string Normalise(string said) => string.Join(' ', said.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();

    /// <summary>Why nobody can be called so, in one line; null where somebody can.</summary>
    /// <param name="name">As <see cref="Normalise"/> makes it.</param>
    public static string? FaultOf(string name)
    {
        if (Reserved.Contains(name, StringComparer.Ordinal))
            return $"'{name}' is no visitor's name: where nobody is there say so by no label at all, and for somebody whom you do not know say what you see, as bird";

        return IsName(name)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"a visitor's name is 1 to {Longest} letters, digits, spaces, hyphens, apostrophes and _, with a letter or digit at both ends");
    }

    /// <summary>Letters and digits of any language, the marks on them, and what joins or parts them without being seen (Persian and Sinhala are not written without).</summary>
    public static bool IsLetter(Rune rune) => Rune.IsLetterOrDigit(rune) || IsMark(rune);

    private static bool IsName(string name)
    {
        Rune[] signs = name.Length <= Longest ? [.. name.EnumerateRunes()] : [];
        return signs is [Rune first, ..] && Rune.IsLetterOrDigit(first) && IsLetter(signs[^1]) && signs.All(sign => IsLetter(sign) || sign.Value is ' ' or '-' or '_' or '\'' or '’');
    }

    private static bool IsMark(Rune rune)
        => rune.Value is 0x200C or 0x200D || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
}
