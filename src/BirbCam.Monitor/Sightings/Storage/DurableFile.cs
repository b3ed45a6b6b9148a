using System.Runtime.InteropServices;

namespace BirbCam.Monitor.Sightings.Storage;

/// <summary>Files that are there whole or not at all, after a kill and after a power cut.</summary>
internal static class DurableFile
{
    /// <summary>O_RDONLY | O_CLOEXEC, the same on x64 and ARM.</summary>
    private const int ReadOnlyCloseOnExec = 0x80000;

    /// <summary>Writes to <paramref name="temporary"/> in the same folder, flushes to the disk and renames.</summary>
    /// <exception cref="IOException">Not written; the temporary file is gone, if the disk let it go.</exception>
    /// <exception cref="UnauthorizedAccessException">Not written.</exception>
    public static void Write(string path, string temporary, ReadOnlySpan<byte> content)
    {
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            throw;
        }
    }

    /// <summary>
    /// Flushes the folder itself, without which a rename may be forgotten at a power cut. .NET opens no folders, hence the C library;
    /// file systems that cannot flush a folder say so, and nothing more can be done about it.
    /// </summary>
    public static void FlushFolder(string path)
    {
        if (!OperatingSystem.IsLinux())
            return;

        int descriptor = Open(path, ReadOnlyCloseOnExec);
        if (descriptor < 0)
            return;

        _ = FSync(descriptor);
        _ = Close(descriptor);
    }

    /// <returns>False where it is still there.</returns>
    public static bool TryDelete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "open", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(string path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FSync(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
