using System.CommandLine;

namespace BirbCam.Monitor.Cli.Benches;

/// <summary><c>birbcam bench</c>: what can be measured here.</summary>
internal static class BenchCommand
{
    public static Command Create() => new("bench", "Measure on this machine.") { ExplainBenchCommand.Create(), GateBenchCommand.Create(), SightingBenchCommand.Create() };
}
