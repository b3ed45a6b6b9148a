using System.Runtime.InteropServices;
using BirbCam.Monitor.Tests.House;

namespace BirbCam.Monitor.Tests.Service;

/// <summary>systemd/install.sh below a folder of the test's own, with a program that is small but built for this machine: true.</summary>
public sealed class InstallTests : IDisposable
{
    private static readonly string Script = Path.Combine(Repository.Root, "systemd/install.sh");

    private readonly TestFolder _program = new();
    private readonly TestFolder _root = new();

    public InstallTests()
    {
        Directory.CreateDirectory(_program["systemd"]);
        Directory.CreateDirectory(_program["config"]);
        File.Copy("/bin/true", _program["birbcam"]);
        File.WriteAllText(_program["config/birbcam.json"], "{}\n");
        foreach (string file in Directory.GetFiles(Path.Combine(Repository.Root, "systemd")))
            File.Copy(file, _program[$"systemd/{Path.GetFileName(file)}"]);
    }

    private string Config => _root["etc/birbcam/birbcam.json"];

    public void Dispose()
    {
        _program.Dispose();
        _root.Dispose();
    }

    [Fact]
    public async Task It_installs_the_program_the_configuration_and_the_unit()
    {
        Finished finished = await InstallAsync();

        Assert.True(finished.ExitCode == 0, finished.Output);
        Assert.True(File.Exists(_root["opt/birbcam/birbcam"]));
        Assert.Equal("/opt/birbcam/birbcam", new FileInfo(_root["usr/local/bin/birbcam"]).LinkTarget);
        Assert.Equal("{}\n", await File.ReadAllTextAsync(Config, TestContext.Current.CancellationToken));
        Assert.True(File.Exists(_root["etc/systemd/system/birbcam.service"]));
        Assert.True(File.Exists(_root["etc/sysusers.d/birbcam.conf"]));
        Assert.True(File.Exists(_root["etc/tmpfiles.d/birbcam.conf"]));
    }

    [Fact]
    public async Task A_configuration_that_is_there_is_never_overwritten()
    {
        await InstallAsync();
        await File.WriteAllTextAsync(Config, "mine", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_program["config/birbcam.json"], "new sample", TestContext.Current.CancellationToken);
        Finished finished = await InstallAsync();

        Assert.True(finished.ExitCode == 0, finished.Output);
        Assert.Equal("mine", await File.ReadAllTextAsync(Config, TestContext.Current.CancellationToken));
        Assert.Equal("new sample", await File.ReadAllTextAsync($"{Config}.sample", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Installing_again_replaces_the_whole_program_and_leaves_one()
    {
        await File.WriteAllTextAsync(_program["gone.dll"], "", TestContext.Current.CancellationToken);
        await InstallAsync();
        File.Delete(_program["gone.dll"]);
        Finished finished = await InstallAsync();

        Assert.True(finished.ExitCode == 0, finished.Output);
        Assert.False(File.Exists(_root["opt/birbcam/gone.dll"]));
        Assert.Single(Directory.GetDirectories(_root["opt"], "birbcam-*"));
    }

    [Fact]
    public async Task An_installation_that_is_refused_leaves_the_old_one_running()
    {
        await InstallAsync();
        File.Delete(_program["systemd/birbcam.service"]);
        Finished finished = await InstallAsync();

        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("systemd/birbcam.service is missing", finished.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(_root["opt/birbcam/birbcam"]));
    }

    [Fact]
    public async Task Uninstalling_keeps_configuration_and_data_and_says_where_and_drops_the_cache()
    {
        await InstallAsync();
        Directory.CreateDirectory(_root["var/lib/birbcam"]);
        await File.WriteAllTextAsync(_root["var/lib/birbcam/birbcam.db"], "sightings", TestContext.Current.CancellationToken);
        Directory.CreateDirectory(_root["var/cache/birbcam/models"]);
        await File.WriteAllTextAsync(_root["var/cache/birbcam/models/0f.onnx"], "found out before", TestContext.Current.CancellationToken);
        Finished finished = await Shell.RunAsync(Script, ["--uninstall", "--prefix", _root.Path], TestContext.Current.CancellationToken);

        Assert.Equal(0, finished.ExitCode);
        Assert.Contains(_root["var/lib/birbcam"], finished.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["etc/birbcam/birbcam.json", "etc/birbcam/birbcam.json.sample", "var/lib/birbcam/birbcam.db"],
            Directory.GetFiles(_root.Path, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_root.Path, file)).Order());
    }

    [Fact]
    public async Task A_folder_of_somebody_else_with_a_similar_name_is_left_alone()
    {
        string models = Directory.CreateDirectory(_root["opt/birbcam-models"]).FullName;
        await InstallAsync();
        await InstallAsync();
        Assert.True(Directory.Exists(models));

        await Shell.RunAsync(Script, ["--uninstall", "--prefix", _root.Path], TestContext.Current.CancellationToken);
        Assert.Equal([models], Directory.GetFileSystemEntries(_root["opt"]));
    }

    [Theory]
    [InlineData("--frobnicate")]
    [InlineData("--from")]
    [InlineData("now")]
    public async Task A_word_that_it_does_not_know_is_answered_with_the_usage(string word)
    {
        Finished finished = await Shell.RunAsync(Script, [word], TestContext.Current.CancellationToken);

        Assert.Equal(2, finished.ExitCode);
        Assert.Contains("Usage:", finished.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_32_bit_system_is_refused_with_what_to_do()
    {
        using var bin = new TestFolder();
        await File.WriteAllTextAsync(bin["dpkg"], "#!/bin/sh\necho armhf\n", TestContext.Current.CancellationToken);
        await Shell.RunAsync("chmod", ["+x", bin["dpkg"]], TestContext.Current.CancellationToken);
        string path = $"{bin.Path}:{Environment.GetEnvironmentVariable("PATH")}";
        Finished finished = await Shell.RunAsync(
            Script, ["--from", _program.Path, "--prefix", _root.Path], TestContext.Current.CancellationToken, path);

        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("install a 64-bit Raspberry Pi OS", finished.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_root.Path));
    }

    [Fact]
    public async Task A_program_for_another_machine_is_refused()
    {
        // Byte 18 of an ELF file names the machine: 0x3E x64, 0xB7 arm64.
        await using (FileStream elf = File.OpenWrite(_program["birbcam"]))
        {
            elf.Position = 18;
            elf.WriteByte(RuntimeInformation.OSArchitecture == Architecture.Arm64 ? (byte)0x3E : (byte)0xB7);
        }

        Finished finished = await Shell.RunAsync(Script, ["--from", _program.Path, "--no-start"], TestContext.Current.CancellationToken);

        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("published for another machine", finished.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_shell_scripts_are_clean()
    {
        Assert.SkipUnless(Shell.Missing("shellcheck") is null, "shellcheck is not installed");
        string[] scripts = [Script, Path.Combine(Repository.Root, "tests/run"), Path.Combine(Repository.Root, ".ci/run")];
        Finished finished = await Shell.RunAsync("shellcheck", scripts, TestContext.Current.CancellationToken);

        Assert.Equal("", finished.Output);
    }

    private Task<Finished> InstallAsync() =>
        Shell.RunAsync(Script, ["--from", _program.Path, "--prefix", _root.Path], TestContext.Current.CancellationToken);
}
