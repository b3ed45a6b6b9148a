namespace BirbCam.Monitor.Tests.Service;

[Collection(PublishedCollection.Name)]
public sealed class PublishedProgramTests(PublishedProgram program)
{
    [Fact]
    public async Task It_runs_where_it_was_installed()
    {
        Finished version = await Shell.RunAsync(Path.Combine(program.Folder, "birbcam"), ["--version"], TestContext.Current.CancellationToken);

        Assert.True(version.ExitCode == 0, version.Output);
    }

    [Fact]
    public void It_carries_what_it_takes_to_be_installed_elsewhere()
    {
        string[] needed =
        [
            "systemd/install.sh", "systemd/birbcam.service", "systemd/birbcam.sysusers", "systemd/birbcam.tmpfiles",
            "config/birbcam.json", "models/balcony.onnx",
        ];

        Assert.DoesNotContain(needed, file => !File.Exists(Path.Combine(program.Folder, file)));
    }

    [Fact]
    public void It_carries_nothing_for_other_systems()
    {
        // ONNX Runtime's package brings 17 MB for Windows.
        Assert.False(File.Exists(Path.Combine(program.Folder, "onnxruntime.dll")));
        Assert.False(Directory.Exists(Path.Combine(program.Folder, "runtimes")));
    }

    [Fact]
    public async Task The_service_user_may_read_all_of_it()
    {
        Finished unreadable = await Shell.RunAsync("find", [program.Folder, "!", "-perm", "-o=r"], TestContext.Current.CancellationToken);

        Assert.Equal("", unreadable.Output);
    }
}
