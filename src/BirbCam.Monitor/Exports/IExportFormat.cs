namespace BirbCam.Monitor.Exports;

/// <summary>How pictures are written for those who use them elsewhere, into a folder that was empty.</summary>
internal interface IExportFormat : IDisposable
{
    /// <exception cref="IOException">It cannot be written.</exception>
    void Add(ExportedPicture picture);
}
