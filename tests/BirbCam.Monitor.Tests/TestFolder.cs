namespace BirbCam.Monitor.Tests;

/// <summary>A folder of a test's own, gone with it.</summary>
internal sealed class TestFolder : IDisposable
{
    public TestFolder()
        : this(Directory.CreateTempSubdirectory("birbcam-test-").FullName)
    {
    }

    private TestFolder(string path) => Path = path;

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>The folder of another process of the same test, which disposes it.</summary>
    public static TestFolder At(string path) => new(path);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
