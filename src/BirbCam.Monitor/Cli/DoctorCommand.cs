using System.CommandLine;
using System.Text.Json;
using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Diagnosis;

namespace BirbCam.Monitor.Cli;

/// <summary><c>birbcam doctor</c>: what is wrong here, and what mends it.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        Option<string?> config = new("--config")
        {
            Description = $"the configuration file [default: {ConfigurationFile.DefaultPath} where there is one, else the defaults]",
        };
        Option<bool> json = SharedOptions.Json();
        Option<string?> probe = new(NativeLibraries.ProbeOption) { Hidden = true };
        probe.AcceptOnlyFromAmong(NativeLibraries.Names);

        var command = new Command("doctor", "Check what the service needs, and say what mends what is wrong.") { config, json, probe };
        command.SetAction(async (parsed, stop) =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(probe) is string library)
                return await ProbeAsync(library, output, parsed.InvocationConfiguration.Error);

            bool isWell = true;
            await foreach (Finding finding in new Doctor(Options(parsed.GetValue(config)), OwnProgram(), TimeProvider.System).ExamineAsync(stop))
            {
                isWell &= finding.Health != Health.Bad;
                await output.WriteLineAsync(parsed.GetValue(json) ? AsJson(finding) : InWords(finding));
            }

            return isWell ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }

    private static BirbCamOptions Options(string? path)
    {
        if (path is not null || File.Exists(ConfigurationFile.DefaultPath))
            return ConfigurationFile.Read(path ?? ConfigurationFile.DefaultPath);
        return new BirbCamOptions();
    }

    /// <summary>Started as "dotnet birbcam.dll", the process is dotnet and needs to be told again.</summary>
    private static string[] OwnProgram()
    {
        string program = Environment.ProcessPath ?? "birbcam";
        return Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, typeof(DoctorCommand).Assembly.Location] : [program];
    }

    /// <summary>In the child process: whatever goes wrong when a library is loaded is the answer.</summary>
    private static async Task<int> ProbeAsync(string library, TextWriter output, TextWriter error)
    {
        try
        {
            await output.WriteLineAsync(NativeLibraries.Load(library));
            return ExitCode.Success;
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            await error.WriteLineAsync(failed.GetBaseException().Message);
            return ExitCode.Failure;
        }
    }

    private static string InWords(Finding finding)
    {
        string mark = finding.Health switch
        {
            Health.Good => "ok  ",
            Health.Doubtful => "hm  ",
            _ => "BAD ",
        };
        string remedy = finding.Remedy is null ? "" : $"\n{"",-16}→ {finding.Remedy}";
        return $"{mark}{finding.Subject,-12}{finding.Says}{remedy}";
    }

    private static string AsJson(Finding finding) => JsonSerializer.Serialize(new
    {
        subject = finding.Subject,
        health = finding.Health.ToString().ToLowerInvariant(),
        says = finding.Says,
        remedy = finding.Remedy,
    });
}
