using System.CommandLine;

namespace BirbCam.Monitor.Cli.Reviews;

/// <summary><c>birbcam review</c>: what people said of pictures.</summary>
internal static class ReviewCommand
{
    public static Command Create() => new("review", "Use what people said of the pictures.") { ReviewExportCommand.Create() };
}
