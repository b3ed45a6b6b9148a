using System.Diagnostics;

namespace BirbCam.Onnx.Tests;

public sealed class PlainFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private string Pipe => Path.Combine(_folder.FullName, "pipe");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_pipe_is_seen_without_waiting_for_who_writes_to_it_also_behind_links()
    {
        using (Process make = Process.Start("mkfifo", [Pipe]))
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        string link = Path.Combine(_folder.FullName, "link"), further = Path.Combine(_folder.FullName, "further");
        File.CreateSymbolicLink(link, Pipe);
        File.CreateSymbolicLink(further, link);

        Assert.All([Pipe, link, further, "/dev/zero"], path => Assert.True(PlainFile.IsEmpty(path), path));
    }

    [Fact]
    public void What_holds_something_is_not_empty_nor_is_what_cannot_be_opened_at_all()
    {
        string file = Path.Combine(_folder.FullName, "file"), link = Path.Combine(_folder.FullName, "link"), dangling = Path.Combine(_folder.FullName, "dangling");
        File.WriteAllText(file, "words");
        File.CreateSymbolicLink(link, file);
        File.CreateSymbolicLink(dangling, "nowhere");

        Assert.All([file, link, dangling, _folder.FullName, Path.Combine(_folder.FullName, "missing")], path => Assert.False(PlainFile.IsEmpty(path), path));
    }

    [Fact]
    public void A_link_to_itself_is_an_error_of_reading()
    {
        string loop = Path.Combine(_folder.FullName, "loop");
        File.CreateSymbolicLink(loop, loop);

        Assert.Throws<IOException>(() => PlainFile.IsEmpty(loop));
    }
}
