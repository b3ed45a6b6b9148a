using System.CommandLine;
using System.CommandLine.Parsing;
using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Demo;

namespace BirbCam.Monitor.Cli;

/// <summary><c>birbcam demo</c>: the main job with everything embedded.</summary>
internal static class DemoCommand
{
    /// <summary>A timer of .NET goes to 49 days; nobody looks at a demo for longer than this.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    public static Command Create()
    {
        var duration = new Option<TimeSpan?>("--duration") { Description = "end after so long, as in 60s [default: until Ctrl-C]", CustomParser = ParseDuration };
        var seed = new Option<int>("--seed") { Description = "another balcony", DefaultValueFactory = _ => 1 };
        seed.Validators.Add(result =>
        {
            if (result.Tokens is [Token written] && written.Value.StartsWith('-'))
                result.AddError($"--seed {written.Value} is below zero");
        });
        var command = new Command("demo", "Show the whole job on a simulated balcony: nothing to install, nothing to configure.") { duration, seed };
        command.SetAction(async (parsed, stop) =>
        {
            var demo = new DemoRun(parsed.GetValue(seed), parsed.InvocationConfiguration.Output, TimeProvider.System);
            DemoResult result = await demo.RunAsync(parsed.GetValue(duration), stop);
            return result.IsGood ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }

    private static TimeSpan? ParseDuration(ArgumentResult argument)
    {
        string text = argument.Tokens.Single().Value;
        try
        {
            TimeSpan duration = DurationConverter.Parse(text);
            if (duration > TimeSpan.Zero && duration <= Longest)
                return duration;
            argument.AddError($"--duration '{text}' is not above zero and at most {Longest.TotalDays:0} days");
        }
        catch (FormatException wrong)
        {
            argument.AddError($"--duration: {wrong.Message}");
        }

        return null;
    }
}
