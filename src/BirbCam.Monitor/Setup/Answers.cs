using System.Text;
using BirbCam.Monitor.Cli;

namespace BirbCam.Monitor.Setup;

/// <summary>Where the answers come from.</summary>
internal interface IAnswers
{
    /// <summary>How often a question may be answered wrongly, and a trial fail, before the setup gives up.</summary>
    int MostTries { get; }

    /// <summary>Waits for a line; null where no more will come.</summary>
    string? ReadLine();

    /// <summary>The same, for a password: shown nowhere.</summary>
    string? ReadSecret();
}

/// <summary>A person at a terminal, who sees what went wrong and can press Ctrl+C.</summary>
internal sealed class TypedAnswers : IAnswers
{
    private const char EndOfTransmission = '\u0004';

    public int MostTries => int.MaxValue;

    public string? ReadLine() => Console.ReadLine();

    public string? ReadSecret()
    {
        var secret = new StringBuilder();
        while (true)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
                break;
            if (key.KeyChar == EndOfTransmission && secret.Length == 0)
                return null;
            if (key.Key == ConsoleKey.Backspace && secret.Length > 0)
                secret.Length--;
            else if (!char.IsControl(key.KeyChar) && secret.Length < ScriptedAnswers.LongestLine)
                secret.Append(key.KeyChar);
        }

        Console.WriteLine();
        return secret.ToString();
    }
}

/// <summary>Lines of a pipe or a file: nobody looks, so nothing is asked for ever.</summary>
/// <param name="echo">Ends the line of the question, as a terminal does.</param>
internal sealed class ScriptedAnswers(TextReader lines, TextWriter echo) : IAnswers
{
    /// <summary>Sixty-four corners of a zone fit many times; what is longer is some other file.</summary>
    public const int LongestLine = 8192;

    public int MostTries => 3;

    /// <exception cref="UsageException">Longer than anybody's answer.</exception>
    public string? ReadLine()
    {
        var line = new StringBuilder();
        int next = lines.Read();
        for (; next is not (-1 or '\n'); next = lines.Read())
        {
            if (line.Length == LongestLine)
                throw new UsageException($"an answer has more than {LongestLine} characters: give one in a line");
            line.Append((char)next);
        }

        echo.WriteLine();
        return next == -1 && line.Length == 0 ? null : line.ToString().TrimEnd('\r');
    }

    public string? ReadSecret() => ReadLine();
}
