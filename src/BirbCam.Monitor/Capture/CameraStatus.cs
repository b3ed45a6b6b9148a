namespace BirbCam.Monitor.Capture;

/// <summary>What the camera is doing, why, and since when (UTC).</summary>
/// <param name="Reason">One line for a person, without secrets; null where the state says it all.</param>
internal sealed record CameraStatus(CameraState State, string? Reason, DateTimeOffset Since);

internal enum CameraState
{
    Opening,
    Running,
    Reopening,
    Night,
    Paused,
    Ended,
}

/// <summary>Images since the start.</summary>
/// <param name="Delivered">Handed on as frames.</param>
/// <param name="Dropped">Lost because the pool was empty; the gaps in <c>Frame.Sequence</c>.</param>
/// <param name="Damaged">Left out because their header could not be read.</param>
/// <param name="Reopened">How often the camera was lost.</param>
internal readonly record struct CameraCounts(long Delivered, long Dropped, long Damaged, long Reopened);
