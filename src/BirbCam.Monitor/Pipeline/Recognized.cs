using BirbCam.Monitor.Sightings;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;

namespace BirbCam.Monitor.Pipeline;

/// <summary>What became of a candidate frame.</summary>
/// <param name="Clean">The picture as JPEG bytes, whose SHA-256 is in the record; null where it was not worth keeping.</param>
/// <param name="Explanation">What is to be drawn beside it; null where nothing was explained.</param>
/// <param name="Unexplained">Why it was not explained although it was worth it; null where all went well.</param>
/// <param name="ChosenAt">The timestamp at which the frame was taken for the best of its burst.</param>
/// <param name="EncodeTime">What making the picture took.</param>
internal sealed record Recognized(
    Detection Detection, Classification Answer, byte[]? Clean, Explanation? Explanation, string? Unexplained, long ChosenAt, TimeSpan EncodeTime);
