namespace BirbCam.Monitor.Exports;

/// <summary>How pictures are written for those who use them elsewhere.</summary>
internal interface IExportFormat
{
    /// <summary>Labels that were met and that the format has no name for.</summary>
    IReadOnlyCollection<string> Unnamed => [];

    /// <returns>Whether anything is told of it: some formats take only pictures with somebody on them who has a name there.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    Task<bool> AddAsync(ExportedPicture picture, CancellationToken stop);

    /// <summary>Writes what could only be known at the end.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    Task FinishAsync(CancellationToken stop) => Task.CompletedTask;
}
