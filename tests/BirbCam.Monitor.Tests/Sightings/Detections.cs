using BirbCam.Monitor.Sightings;

namespace BirbCam.Monitor.Tests.Sightings;

/// <summary>Detections as the pipeline makes them, with only what a test cares about spelled out.</summary>
internal static class Detections
{
    /// <summary>07:12:03 in Denver.</summary>
    public static readonly DateTimeOffset Morning = new(2026, 10, 4, 13, 12, 3, 412, TimeSpan.Zero);

    public static readonly TimeZoneInfo Denver = TimeZoneInfo.FindSystemTimeZoneById("America/Denver");

    public static Detection Accepted(string label, DateTimeOffset at, double score = 0.9) => Of(Decision.Accepted, at, score, label);

    public static Detection Unsure(string label, DateTimeOffset at, double score = 0.5) => Of(Decision.LowConfidence, at, score, label);

    public static Detection Of(Decision decision, DateTimeOffset at, double score, params string[] labels) => new()
    {
        Id = Guid.CreateVersion7(at),
        Camera = "balcony",
        CapturedAt = at,
        Decision = decision,
        Labels = labels,
        Scores = labels.Distinct().ToDictionary(label => label, _ => score),
        Thresholds = labels.Distinct().ToDictionary(label => label, _ => 0.6),
        Confidence = score,
        NoneScore = 1 - score,
        NeedsReview = decision == Decision.LowConfidence,
        Reasons = decision == Decision.LowConfidence ? ["low_confidence"] : [],
        Text = $"{string.Join(", ", labels)} {score}.",
        Motion = null,
        Explain = null,
        Image = null,
        Model = new ModelIdentity("balcony", "1", new string('4', 64)),
        TimingMs = new DetectionTiming(0.4, 1, 38, null, 61),
    };

    /// <summary>The example of the contract, with every kind of evidence.</summary>
    public static Detection WithAllEvidence() => Of(Decision.LowConfidence, Morning, 0.58, "sparrow") with
    {
        Id = Guid.Parse("0199b7c2-7d34-7000-8000-0123456789ab"),
        Seq = 412,
        BootId = "b1946ac9",
        Revision = 1,
        SightingId = Guid.Parse("0199b7c2-0000-7000-8000-0123456789ab"),
        LocalTime = TimeZoneInfo.ConvertTime(Morning, Denver),
        Scores = new Dictionary<string, double> { ["chickadee"] = 0.110004, ["magpie"] = 0.01, ["sparrow"] = 0.58, ["squirrel"] = 0.02 },
        Thresholds = new Dictionary<string, double> { ["chickadee"] = 0.6, ["magpie"] = 0.55, ["sparrow"] = 0.6, ["squirrel"] = 0.5 },
        NoneScore = 0.42,
        Reasons = ["low_confidence", "attention_off_motion"],
        Text = "Sparrow 0.58 (limit 0.60). 18 % of the evidence is on the part that moved – Größe über alles.",
        Motion = new MotionEvidence(0.031, [0.42, 0.51, 0.11, 0.14], 640, 1, 0.08),
        Explain = new ExplainEvidence("gradcam", "frame", "features", [10, 8], "sparrow", [0.47, 0.58], 0.18, 0.34),
        Image = new ImageEvidence(new string('9', 64), 480, 640),
        FirstOfDay = true,
        CountToday = 7,
        TimingMs = new DetectionTiming(0.4, 1, 38, 0.4, 61),
    };
}
