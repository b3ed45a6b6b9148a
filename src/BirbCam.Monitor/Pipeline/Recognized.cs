using BirbCam.Monitor.Sightings;

namespace BirbCam.Monitor.Pipeline;

/// <summary>What became of a candidate frame.</summary>
/// <param name="Pictures">Null where it was not worth keeping.</param>
internal sealed record Recognized(Detection Detection, KeptPictures? Pictures);
