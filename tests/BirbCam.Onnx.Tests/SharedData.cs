namespace BirbCam.Tests;

/// <summary>The shared material beside the checkout (BIRBCAM_SHARED says where, if it is elsewhere). Tests that need it are skipped without it.</summary>
internal static class SharedData
{
    private static readonly string? Root = Find();

    /// <summary>A file or folder of the shared material; skips the test where it is absent.</summary>
    public static string Require(string path)
    {
        string? found = Root is null ? null : Path.Combine(Root, path);
        if (!Path.Exists(found))
            Assert.Skip($"the shared material has no {path} here");
        return found;
    }

    private static string? Find()
    {
        string? said = Environment.GetEnvironmentVariable("BIRBCAM_SHARED");
        if (said is not null)
            return said;

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared");
            if (Directory.Exists(Path.Combine(candidate, "fixtures")))
                return candidate;
        }

        return null;
    }
}
