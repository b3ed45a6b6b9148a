namespace BirbCam.Monitor.Pipeline;

/// <summary>Whether something moves, in the sense of a motion sensor: on at the first trigger, off a while after the last. Any thread may call.</summary>
internal sealed class MotionPresence(TimeProvider time)
{
    /// <summary>What home automation expects of a motion sensor: short enough to be news, long enough not to flutter.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private long? _lastTrigger;

    public event Action? Began;

    public event Action? Ended;

    // Both are raised under the lock, so that nobody hears OFF after the ON that came later.
    public void Triggered()
    {
        lock (_gate)
        {
            bool begins = _lastTrigger is null;
            _lastTrigger = time.GetTimestamp();
            if (begins)
                Began?.Invoke();
        }
    }

    /// <summary>To be called every second or so: no frame may come to tell that nothing moves.</summary>
    public void Look()
    {
        lock (_gate)
        {
            if (_lastTrigger is not long last || time.GetElapsedTime(last) < Linger)
                return;
            _lastTrigger = null;
            Ended?.Invoke();
        }
    }
}
