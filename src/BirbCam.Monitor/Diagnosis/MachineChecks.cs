using System.ComponentModel;
using System.Diagnostics;
using BirbCam.Monitor.Machine;

namespace BirbCam.Monitor.Diagnosis;

/// <summary>What the machine itself may suffer from: a full disk, a wrong clock, too little power.</summary>
internal static class MachineChecks
{
    /// <param name="directory">Where pictures and the database go; need not exist yet.</param>
    public static Finding Disk(string directory, int keepFreeMegabytes)
    {
        try
        {
            Directory.CreateDirectory(directory);
            string probe = Path.Combine(directory, $".doctor-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            long free = new DriveInfo(Path.GetFullPath(directory)).AvailableFreeSpace >> 20;
            return free > keepFreeMegabytes
                ? Finding.Good("disk", $"{free:N0} MB free at {directory}")
                : Finding.Bad("disk", $"{free:N0} MB free at {directory}, and {keepFreeMegabytes:N0} are to be kept free: no picture will be kept", "delete something, or lower Store.KeepFreeMegabytes");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return Finding.Bad("disk", $"{directory} cannot be written: {refused.Message}", $"sudo chown -R \"$USER\" {directory}, or set Store.Directory");
        }
    }

    /// <summary>A Pi without a clock of its own starts in the past: sightings would be dated wrongly.</summary>
    public static async Task<Finding> ClockAsync(CancellationToken stop)
    {
        string? says = await OutputOfAsync("timedatectl", ["show", "--property=NTPSynchronized", "--value"], stop);
        return says switch
        {
            "yes" => Finding.Good("clock", "synchronised"),
            "no" => Finding.Doubtful("clock", "not synchronised: sightings may be dated wrongly", "sudo timedatectl set-ntp true"),
            _ => Finding.Doubtful("clock", "nobody here says whether it is right", "check it with: date"),
        };
    }

    /// <summary>Only a Raspberry Pi tells; null elsewhere.</summary>
    public static async Task<Finding?> PowerAsync(CancellationToken stop)
    {
        const string file = "/" + Throttling.File;
        string? says = File.Exists(file)
            ? (await File.ReadAllTextAsync(file, stop)).Trim()
            : (await OutputOfAsync("vcgencmd", ["get_throttled"], stop))?.Replace("throttled=", "", StringComparison.Ordinal);
        return says is null ? null : Power(says);
    }

    /// <param name="says">The firmware's bits, hexadecimal.</param>
    internal static Finding Power(string says)
    {
        const string mend = "use the official power supply, and a heat sink";
        return Throttling.TryParse(says) switch
        {
            null => Finding.Doubtful("power", $"the firmware's answer '{says}' is none", "vcgencmd get_throttled"),
            { Now: true } => Finding.Bad("power", $"too little power or too hot right now ({says})", mend),
            { SinceBoot: true } => Finding.Doubtful("power", $"too little power or too hot at some time since the start ({says})", mend),
            _ => Finding.Good("power", "enough, and cool"),
        };
    }

    private static async Task<string?> OutputOfAsync(string program, string[] arguments, CancellationToken stop)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            string output = await process.StandardOutput.ReadToEndAsync(stop);
            await process.WaitForExitAsync(stop);
            return process.ExitCode == 0 ? output.Trim() : null;
        }
        catch (Win32Exception)
        {
            // There is no such program here.
            return null;
        }
    }
}
