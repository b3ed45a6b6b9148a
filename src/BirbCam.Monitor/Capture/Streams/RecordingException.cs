namespace BirbCam.Monitor.Capture.Streams;

/// <summary>A recording that is not there: the operator's mistake, which waiting does not mend. The message is one line that says what to change.</summary>
internal sealed class RecordingException(string message) : Exception(message);
