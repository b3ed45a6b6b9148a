using System.Security.Cryptography;
using System.Text;
using BirbCam.Monitor.Sightings.Reviews;
using BirbCam.Monitor.Sightings.Storage;

namespace BirbCam.Monitor.Exports;

/// <summary>Visitors as a part of the name of a file or folder.</summary>
internal static class ClassName
{
    /// <summary>With what else is in a name far below the 255 bytes that a file system allows.</summary>
    private const int MostBytes = 180;

    /// <summary>Those on one picture; where they are too many for a name, the first of them and a hash of all.</summary>
    /// <param name="labels">One at least.</param>
    public static string Of(IEnumerable<string> labels, char between)
    {
        string name = string.Join(between, labels);
        if (Encoding.UTF8.GetByteCount(name) <= MostBytes)
            return name;

        // Three bytes a UTF-16 unit at most; two units may be one letter.
        int length = MostBytes / 3;
        string begin = name[..(char.IsHighSurrogate(name[length - 1]) ? length - 1 : length)].TrimEnd('-', between);
        return $"{begin}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..8]}";
    }

    /// <summary>Letters of any language, digits and single hyphens, whatever a person or the model's author called the label.</summary>
    public static string Of(string label) => PictureName.Hyphenate(label, VisitorName.IsLetter);
}
