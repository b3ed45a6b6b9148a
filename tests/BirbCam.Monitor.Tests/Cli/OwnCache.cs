using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Tests.Cli;

[assembly: AssemblyFixture(typeof(OwnCache))]

namespace BirbCam.Monitor.Tests.Cli;

/// <summary>What commands find out about models goes to a folder of this run's own: nothing that lies in the user's cache decides a test, and none leaves anything there.</summary>
public sealed class OwnCache : IDisposable
{
    private readonly TestFolder _folder = new();

    public OwnCache()
    {
        Environment.SetEnvironmentVariable("CACHE_DIRECTORY", null);
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", _folder.Path);
    }

    /// <summary>Where <see cref="CacheDirectory.Models"/> must lie.</summary>
    internal string Models => _folder["birbcam/models"];

    public void Dispose() => _folder.Dispose();
}

public sealed class OwnCacheTests(OwnCache cache)
{
    [Fact]
    public void Tests_leave_the_users_cache_alone() => Assert.Equal(cache.Models, CacheDirectory.Models);
}
