namespace BirbCam.Monitor.Exports.Targets;

/// <summary>Where the files of an export go. Names are relative, with slashes, each used once.</summary>
internal interface IExportTarget : IAsyncDisposable
{
    /// <param name="picture">From where it stands to its end.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    Task CopyAsync(Stream picture, string name, CancellationToken stop);

    /// <exception cref="IOException">It cannot be written.</exception>
    Task WriteAsync(string name, string text, CancellationToken stop);

    /// <summary>A file that grows while others are written. The target's: it is there when <see cref="CompleteAsync"/> returns.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    TextWriter Open(string name);

    /// <summary>Nothing more comes. What is disposed before is no whole export.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    Task CompleteAsync(CancellationToken stop);
}
