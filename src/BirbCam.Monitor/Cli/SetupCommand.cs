using System.CommandLine;
using BirbCam.Monitor.Setup;
using BirbCam.Monitor.Setup.Steps;

namespace BirbCam.Monitor.Cli;

/// <summary><c>birbcam setup</c>: asks for what a new installation needs, tries it, and writes it down.</summary>
internal static class SetupCommand
{
    public static Command Create()
    {
        Option<string> config = SharedOptions.Config();
        var untried = new Option<bool>("--no-tests") { Description = "do not open the camera, the broker and the page's address" };
        var picture = new Option<string>("--picture")
        {
            Description = "where the picture with grid and zones is written, where zones are added",
            DefaultValueFactory = _ => "birbcam-zones.jpg",
        };
        var renewed = new Option<bool>("--new-password") { Description = "ask nothing: make a new password for the page, and show it" };
        var command = new Command("setup", "Ask for camera, place, zones, broker and page, try each, and write the configuration. Answers may be piped in, a line each.")
        {
            config, untried, picture, renewed,
        };
        command.SetAction(async (parsed, stop) =>
        {
            await SharedOptions.LetSignalsThrough();
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(renewed))
                return await RenewAsync(parsed.GetValue(config)!, output);

            IAnswers answers = Console.IsInputRedirected ? new ScriptedAnswers(Console.In, output) : new TypedAnswers();
            var questions = new Questions(answers, output);
            Trials trials = parsed.GetValue(untried) ? Trials.Left : Trials.Made;
            ISetupStep[] steps =
            [
                new CameraStep(questions, trials, TimeProvider.System),
                new PlaceStep(questions),
                new ZonesStep(questions, trials, parsed.GetValue(picture)!, TimeProvider.System),
                new BrokerStep(questions, trials, TimeProvider.System),
                new PageStep(questions, trials),
            ];
            return await RunAsync(new SetupRun(SetupFile.Open(parsed.GetValue(config)!), questions, steps), output, stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(SetupRun setup, TextWriter output, CancellationToken stop)
    {
        try
        {
            if (await setup.RunAsync(stop))
                return ExitCode.Success;
            await output.WriteLineAsync("Nothing was changed.");
            return ExitCode.Failure;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await output.WriteLineAsync();
            await output.WriteLineAsync("Stopped: nothing was changed.");
            return ExitCode.Failure;
        }
        catch (AnswersEndedException)
        {
            throw new CommandFailedException("the answers ended before the questions; nothing was changed");
        }
    }

    private static async Task<int> RenewAsync(string config, TextWriter output)
    {
        SetupFile file = SetupFile.Open(config);
        foreach (string line in PagePassword.Renew(file.Begin().Options, file.Path))
            await output.WriteLineAsync(line);
        await output.WriteLineAsync("It counts from the service's next start: systemctl restart birbcam");
        return ExitCode.Success;
    }
}
