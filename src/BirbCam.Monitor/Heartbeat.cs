namespace BirbCam.Monitor;

/// <summary>
/// A loop's sign of life. The loop calls <see cref="Beat"/> on every turn and <see cref="Rest"/> before it waits for something that
/// may rightly take for ever: the next frame of a queue, the end of a back-off, a pause or the night. So a loop without work is
/// never mistaken for one that hangs, and a loop that hangs in its work never for one that rests.
/// </summary>
/// <param name="loop">What the log calls it: "capture", "gate".</param>
/// <param name="allowance">The longest one turn of work may take.</param>
/// <remarks>Safe to call from any thread; one loop owns it.</remarks>
public sealed class Heartbeat(string loop, TimeSpan allowance, TimeProvider time)
{
    private const long Resting = long.MinValue;

    private long _lastBeat = Resting;

    public string Loop => loop;

    /// <summary>How long the loop has been at one turn; zero while it rests, and before its first beat.</summary>
    public TimeSpan Silence
    {
        get
        {
            long lastBeat = Volatile.Read(ref _lastBeat);
            return lastBeat == Resting ? TimeSpan.Zero : time.GetElapsedTime(lastBeat);
        }
    }

    public bool IsAlive => Silence <= allowance;

    public void Beat() => Volatile.Write(ref _lastBeat, time.GetTimestamp());

    public void Rest() => Volatile.Write(ref _lastBeat, Resting);
}
