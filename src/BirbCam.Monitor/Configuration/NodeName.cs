using System.Text;

namespace BirbCam.Monitor.Configuration;

/// <summary>The name of a camera in topics: a–z, 0–9, _ and -.</summary>
internal static class NodeName
{
    private const int MaxLength = 64;

    /// <summary>The machine's name in the letters that a topic may have; <c>birbcam</c> where nothing is left of it.</summary>
    public static string OfMachine() => From(Environment.MachineName);

    /// <param name="name">Anything.</param>
    public static string From(string name)
    {
        var node = new StringBuilder();
        foreach (char letter in name.ToLowerInvariant())
        {
            if (node.Length < MaxLength)
                node.Append(char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' ? letter : '-');
        }

        string trimmed = node.ToString().Trim('-');
        return trimmed.Length > 0 ? trimmed : "birbcam";
    }
}
