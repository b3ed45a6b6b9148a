using System.Diagnostics;

namespace BirbCam.Monitor.Tests;

/// <summary>A real disk of a few megabytes that can be filled. Only root may mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _path;

    private SmallDisk(string path) => _path = path;

    private string Ballast => Path.Combine(_path, "ballast");

    public static SmallDisk Mount(string path, int megabytes)
    {
        Directory.CreateDirectory(path);
        using Process mount = Process.Start(new ProcessStartInfo("mount", ["-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path]) { RedirectStandardError = true })!;
        mount.WaitForExit();
        if (mount.ExitCode != 0)
            Assert.Skip("a small disk cannot be mounted here (needs root)");

        return new SmallDisk(path);
    }

    public void Fill()
    {
        using FileStream ballast = File.Create(Ballast, bufferSize: 1);
        byte[] block = new byte[4096];
        try
        {
            while (true)
            {
                ballast.Write(block);
                ballast.Flush();
            }
        }
        catch (IOException)
        {
            // Full, as asked.
        }
    }

    public void MakeRoom() => File.Delete(Ballast);

    public void Dispose()
    {
        using Process umount = Process.Start("umount", ["--lazy", _path]);
        umount.WaitForExit();
    }
}
