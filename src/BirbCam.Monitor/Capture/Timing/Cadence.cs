namespace BirbCam.Monitor.Capture.Timing;

/// <summary>Thins images to so many a second, evenly: which of them are kept depends only on their times.</summary>
internal sealed class Cadence(double fps)
{
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(1 / fps);
    private TimeSpan _due = TimeSpan.MinValue;

    /// <param name="at">Time of the image; must not go back.</param>
    public bool IsDue(TimeSpan at)
    {
        if (_due == TimeSpan.MinValue)
            _due = at;

        // A camera that delivers exactly so many a second does it with some jitter: without slack every second image of it would be lost.
        if (at < _due - (_interval / 4))
            return false;

        // At most one interval is made up for: after a pause there is no burst.
        _due = (at - _interval > _due ? at - _interval : _due) + _interval;
        return true;
    }
}
