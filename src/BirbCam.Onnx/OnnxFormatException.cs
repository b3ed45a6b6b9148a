namespace BirbCam.Onnx;

/// <summary>
/// A file that is no usable ONNX classifier: damaged, cut short, contradicting itself, or of a shape that does not fit what is asked of it.
/// The message is one line and does not name the file.
/// </summary>
public sealed class OnnxFormatException : Exception
{
    public OnnxFormatException(string message)
        : base(OneLine.Of(message))
    {
    }

    public OnnxFormatException(string message, Exception cause)
        : base(OneLine.Of(message), cause)
    {
    }
}
