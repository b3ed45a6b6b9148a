namespace BirbCam.Monitor.Cli;

/// <summary>What the process tells its caller. 78 is EX_CONFIG of sysexits.h, which the systemd unit does not restart on.</summary>
internal static class ExitCode
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int Usage = 2;
    public const int Configuration = 78;
}

/// <summary>The words of the command were wrong: one line that says what to change, exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The command could not do its work: one line that says why, exit code 1.</summary>
internal sealed class CommandFailedException(string message) : Exception(message);
