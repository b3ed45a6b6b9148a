namespace BirbCam.Monitor.Capture.Devices;

/// <summary>A Video4Linux device that delivers pictures.</summary>
/// <param name="Path">As <c>/dev/video0</c>.</param>
/// <param name="Name">As the driver gives it.</param>
/// <param name="IsAccessible">Whether this user may open it.</param>
internal sealed record VideoDevice(string Path, string Name, bool IsAccessible)
{
    /// <summary>All of this machine, by number.</summary>
    /// <param name="classFolder">Where the kernel lists them.</param>
    /// <param name="deviceFolder">Where their files are.</param>
    public static IReadOnlyList<VideoDevice> List(string classFolder = "/sys/class/video4linux", string deviceFolder = "/dev")
    {
        if (!Directory.Exists(classFolder))
            return [];

        return
        [
            .. from folder in Directory.EnumerateDirectories(classFolder, "video*")
               let file = System.IO.Path.GetFileName(folder)
               // A USB camera has a second device of its own for metadata, with index 1.
               where Read(folder, "index") is "0" or ""
               orderby file.Length, file
               let path = System.IO.Path.Combine(deviceFolder, file)
               select new VideoDevice(path, Read(folder, "name"), CanOpen(path)),
        ];
    }

    private static string Read(string folder, string attribute)
    {
        string file = System.IO.Path.Combine(folder, attribute);
        return File.Exists(file) ? File.ReadAllText(file).Trim() : "";
    }

    private static bool CanOpen(string path)
    {
        try
        {
            File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
