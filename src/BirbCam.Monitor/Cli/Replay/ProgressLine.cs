using System.Globalization;

namespace BirbCam.Monitor.Cli.Replay;

/// <summary>One line on a terminal that says how far a recording is; silent where the standard error is no terminal.</summary>
internal sealed class ProgressLine(TextWriter error, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Columns of the bar itself: with the words it fits a terminal of 80.</summary>
    private const int Columns = 24;

    private long? _shownAt;

    /// <param name="total">How many frames there will be; null where nobody knows.</param>
    public void Show(long frames, TimeSpan position, long? total)
    {
        if (_shownAt is long shown && time.GetElapsedTime(shown) < Interval)
            return;

        _shownAt = time.GetTimestamp();
        error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{Bar(frames, total)}{frames} frames, {position.TotalSeconds:0.0} s "));
    }

    /// <summary>Leaves the terminal as it was.</summary>
    public void Clear()
    {
        if (_shownAt is not null)
            error.Write("\r\u001b[K");
        _shownAt = null;
    }

    private static string Bar(long frames, long? total)
    {
        if (total is not > 0)
            return "";

        int full = (int)Math.Clamp(frames * Columns / total.Value, 0, Columns);
        return $"[{new string('#', full)}{new string('.', Columns - full)}] ";
    }
}
