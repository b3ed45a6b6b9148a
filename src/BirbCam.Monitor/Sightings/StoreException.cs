namespace BirbCam.Monitor.Sightings;

/// <summary>
/// The store cannot be opened or written: disk full, read-only, in use by another process. The world's mischief; what was to be stored is not.
/// The message is one line for a person.
/// </summary>
internal sealed class StoreException : Exception
{
    public StoreException(string message)
        : base(message)
    {
    }

    public StoreException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
