using System.Runtime.CompilerServices;

namespace BirbCam.Monitor.Tests;

/// <summary>Text that lies beside the test as a file. To accept a new one set BIRBCAM_ACCEPT_GOLDEN=1, look at the difference, and commit it.</summary>
internal static class Golden
{
    public static void Same(string name, string actual, [CallerFilePath] string test = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(test)!, "golden", name);
        if (Environment.GetEnvironmentVariable("BIRBCAM_ACCEPT_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual + "\n");
        }

        Assert.Equal(File.ReadAllText(path).TrimEnd('\n'), actual);
    }
}
