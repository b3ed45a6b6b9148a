namespace BirbCam.Vision.Classification;

/// <summary>A model, or its card, that cannot be used: missing, damaged, or the two do not fit. The message is one line that says what to change.</summary>
public sealed class ModelException : Exception
{
    public ModelException(string message)
        : base(message.ReplaceLineEndings(" "))
    {
    }

    public ModelException(string message, Exception cause)
        : base(message.ReplaceLineEndings(" "), cause)
    {
    }
}
