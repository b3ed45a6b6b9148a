using BirbCam.Monitor.Sightings;

namespace BirbCam.Monitor.Pipeline;

/// <summary>What became of a candidate frame.</summary>
/// <param name="Pictures">Null where it was not worth keeping.</param>
/// <param name="Unexplained">Why it was not explained although it was worth it; null where all went well.</param>
internal sealed record Recognized(Detection Detection, KeptPictures? Pictures, string? Unexplained = null);
