namespace BirbCam.Monitor.Exports;

/// <summary>How pictures are written for those who use them elsewhere.</summary>
internal interface IExportFormat
{
    /// <summary>Labels that were met and that the format has no name for.</summary>
    IReadOnlyCollection<string> Unnamed => [];

    /// <exception cref="IOException">It cannot be written.</exception>
    Task AddAsync(ExportedPicture picture, CancellationToken stop);

    /// <summary>Writes what could only be known at the end.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    Task FinishAsync(CancellationToken stop) => Task.CompletedTask;
}
