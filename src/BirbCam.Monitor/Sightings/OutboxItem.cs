namespace BirbCam.Monitor.Sightings;

internal enum OutboxKind
{
    Detection,
    Sighting,
}

/// <summary>A record that the broker has not had in this revision.</summary>
/// <param name="Payload">The JSON as it was stored: a resend is byte-identical.</param>
internal readonly record struct OutboxItem(OutboxKind Kind, Guid Id, int Revision, string Payload);

/// <summary>A detection as the store took it.</summary>
/// <param name="Detection">With everything that the store stamps.</param>
/// <param name="Payload">The same as JSON, byte for byte what is published.</param>
/// <param name="Changed">The sightings that it ended, began and extended, in this order.</param>
internal sealed record StoredDetection(Detection Detection, string Payload, IReadOnlyList<Sighting> Changed);
