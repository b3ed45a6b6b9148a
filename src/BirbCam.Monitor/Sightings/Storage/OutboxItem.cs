namespace BirbCam.Monitor.Sightings.Storage;

[Flags]
internal enum OutboxKinds
{
    None = 0,
    Detection = 1,
    Sighting = 2,
    All = Detection | Sighting,
}

/// <summary>A record that the broker has not had in this revision.</summary>
/// <param name="Kind">One of them.</param>
/// <param name="Payload">The JSON as it was stored: a resend is byte-identical.</param>
internal readonly record struct OutboxItem(OutboxKinds Kind, Guid Id, int Revision, string Payload);
