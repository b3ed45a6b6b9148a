using BirbCam.Monitor.Sightings.Storage;

namespace BirbCam.Monitor.Web.Access;

/// <summary>A file that nobody but the service's user can read, written whole or not at all.</summary>
internal static class SecretFile
{
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        // The temporary file has its mode before it has its content.
        string temporary = path + PictureName.Temporary;
        var ownerOnly = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            ownerOnly.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(temporary, ownerOnly).Dispose();
        DurableFile.Write(path, temporary, content);
    }
}
