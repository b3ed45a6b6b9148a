using BirbCam.Monitor.Bench.Clips;
using BirbCam.Monitor.Bench.Gate;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Tests.Gate;

/// <summary>The gate with its default options, judged by the bench.</summary>
internal sealed record Judged(ClipResult Result, string Report)
{
    public GateFigures Figures => Result.Figures;

    public int Count(MotionVerdict verdict) => Figures.Verdicts.GetValueOrDefault(verdict);

    public static async Task<Judged> WatchAsync(GateClip clip)
    {
        var bench = new GateBench([new Contender("birbcam", () => new OwnGate(new MotionOptions()))], time: null);
        ClipReport report = await bench.WatchAsync(clip, (_, _) => { }, TestContext.Current.CancellationToken);
        string words = GateReportText.InWords(new GateReport(["birbcam"], [report], []));
        TestContext.Current.TestOutputHelper?.WriteLine(words);
        return new Judged(report.Gates[0], words);
    }
}
