namespace BirbCam.Monitor.Publishing.Brokers;

/// <summary>What goes to the broker, at QoS 1, or comes from it.</summary>
/// <param name="Retained">Kept by the broker for whoever subscribes later: states, never events. Of what comes: it was kept, and is no news.</param>
internal readonly record struct WireMessage(string Topic, ReadOnlyMemory<byte> Payload, bool Retained)
{
    /// <summary>Of a record, as a user property where the broker speaks MQTT 5; else null.</summary>
    public string? Id { get; init; }

    /// <summary>Of a record, as a user property where the broker speaks MQTT 5; else null.</summary>
    public string? Schema { get; init; }

    /// <summary>When an event is of no use any more; null for never.</summary>
    public TimeSpan? Expiry { get; init; }
}

/// <summary>What the broker made of a message.</summary>
internal enum Delivery
{
    /// <summary>Acknowledged, whether or not anybody had subscribed.</summary>
    Acknowledged,

    /// <summary>Not now: we may not publish there, or the broker has reached a limit.</summary>
    Denied,

    /// <summary>The broker will never take this message: too large, or not to its liking.</summary>
    Rejected,
}
