using System.Text.Json.Serialization;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Rejects;

/// <summary>A few seconds that ended with a frame which the gate held back.</summary>
/// <param name="Verdict">Why, in snake case.</param>
/// <param name="At">Of that frame, UTC.</param>
/// <param name="Frame">Its number among the pictures, from 0.</param>
/// <param name="Frames">How many pictures there are, oldest first.</param>
/// <param name="Fps">Pictures a second, as they came.</param>
/// <param name="Changed">Share of the picture that was foreground, 0–1.</param>
/// <param name="Plume">Share of the picture that was explained as vapour, 0–1.</param>
internal sealed record Reject(string Verdict, DateTimeOffset At, int Frame, int Frames, double Fps, double Changed, double Plume)
{
    /// <summary>Verdicts that hold something back; nothing moves in the others, or it is let through.</summary>
    public static bool IsHeldBack(MotionVerdict verdict) => verdict is not (MotionVerdict.Still or MotionVerdict.Settling or MotionVerdict.Triggered);
}

/// <param name="Name">Of its folder.</param>
/// <param name="LocalTime">Of the frame, on the wall clock of the camera's place, with its offset.</param>
internal sealed record KeptReject(string Name, DateTimeOffset LocalTime, Reject Reject);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Reject))]
internal sealed partial class RejectJson : JsonSerializerContext;
