using BirbCam.Monitor.Tests.House;

namespace BirbCam.Monitor.Tests.Service;

/// <summary>The program as systemd/install.sh publishes and installs it, once for all service tests, below a folder of its own.</summary>
public sealed class PublishedProgram : IAsyncLifetime
{
    private readonly TestFolder _root = new();
    private Finished? _installed;

    /// <summary>The installed program's folder, self-contained.</summary>
    /// <remarks>Where publishing failed, the test that asks says what install.sh said.</remarks>
    public string Folder
    {
        get
        {
            Assert.True(_installed!.ExitCode == 0, _installed.Output);
            return Path.Combine(_root["opt"], new FileInfo(_root["opt/birbcam"]).LinkTarget!);
        }
    }

    public async ValueTask InitializeAsync() =>
        _installed = await Shell.RunAsync(
            Path.Combine(Repository.Root, "systemd/install.sh"), ["--prefix", _root.Path], TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync()
    {
        _root.Dispose();
        return ValueTask.CompletedTask;
    }
}

[CollectionDefinition(Name)]
public sealed class PublishedCollection : ICollectionFixture<PublishedProgram>
{
    public const string Name = "Published";
}
