namespace BirbCam.Monitor.Publishing.Brokers;

/// <summary>The broker is away, hangs, or refuses us: the world's mischief, to be tried again. The message is one line for a person.</summary>
internal sealed class BrokerException : Exception
{
    public BrokerException(string message)
        : base(message)
    {
    }

    public BrokerException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
