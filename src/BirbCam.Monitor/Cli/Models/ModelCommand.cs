using System.CommandLine;

namespace BirbCam.Monitor.Cli.Models;

/// <summary><c>birbcam model</c>: what can be done with model files.</summary>
internal static class ModelCommand
{
    public static Command Create() => new("model", "Look at models, try them, and make them out of others.")
    {
        ModelInspectCommand.Create(),
        ModelValidateCommand.Create(),
        ModelImportCommand.Create(),
    };
}
