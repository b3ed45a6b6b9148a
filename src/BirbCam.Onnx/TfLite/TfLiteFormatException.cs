namespace BirbCam.Onnx.TfLite;

/// <summary>
/// A file that cannot be imported: no TFLite model, a damaged one, or one that uses what this import does not know. The message is one line, says
/// which operator or tensor is meant, and does not name the file.
/// </summary>
public sealed class TfLiteFormatException(string message) : Exception(OneLine.Of(message));
