using BirbCam.Monitor.Sightings;

namespace BirbCam.Monitor.Pipeline;

/// <summary>What became of a candidate frame.</summary>
/// <param name="Clean">The picture as JPEG bytes; null where it was not explained.</param>
/// <param name="Panels">The picture beside its explanation as JPEG bytes; null where it was not explained.</param>
internal sealed record Recognized(Detection Detection, byte[]? Clean, byte[]? Panels);
