namespace BirbCam.Onnx;

/// <summary>What can be known of a file before it is opened: opening a pipe waits for somebody to write to it, for ever if need be.</summary>
public static class PlainFile
{
    /// <summary>
    /// Whether there is nothing to read at <paramref name="path"/>, or at what it is a link to: an empty file, a pipe, a socket or a device. False for
    /// what does not exist and for folders: opening those fails at once, and says why.
    /// </summary>
    /// <exception cref="IOException">A link that leads to itself.</exception>
    public static bool IsEmpty(string path)
    {
        var file = new FileInfo(path);
        return (file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true)) is FileInfo { Exists: true, Length: 0 };
    }
}
