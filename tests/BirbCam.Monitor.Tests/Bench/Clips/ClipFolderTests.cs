using BirbCam.Monitor.Bench.Clips;
using BirbCam.Monitor.Capture.Streams;

namespace BirbCam.Monitor.Tests.Bench.Clips;

public sealed class ClipFolderTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<string> _notes = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Videos_and_folders_of_pictures_are_clips_and_what_is_beside_them_is_expected()
    {
        Touch("b.mp4", "b.json", "a.txt", "night/c.AVI", "pictures/1.jpg", "pictures/2.jpg", "pictures.json", "cover/1.jpg");

        IReadOnlyList<RecordedClip> clips = Find();

        Assert.Equal(["b.mp4", "night/c.AVI", "pictures"], clips.Select(clip => clip.Name));
        Assert.Equal([ExpectedOf.Nothing, ExpectedOf.Unjudged, ExpectedOf.Nothing], clips.Select(clip => clip.Expectation.Expected));
        Assert.Empty(_notes);
    }

    [Fact]
    public void An_expectation_of_no_clip_is_mentioned()
    {
        Touch("tree.avi", "three.json");

        Find();

        Assert.Contains("three.json", Assert.Single(_notes), StringComparison.Ordinal);
    }

    [Fact]
    public void One_clip_may_be_named_itself()
    {
        Touch("b.mp4", "c.mp4");

        Assert.Equal("b.mp4", Assert.Single(ClipFolder.Find(_folder["b.mp4"], 5, _notes)).Name);
    }

    [Fact]
    public void A_folder_that_leads_back_to_itself_is_looked_into_once()
    {
        Touch("b.mp4");
        Directory.CreateSymbolicLink(_folder["again"], _folder.Path);

        Assert.Single(Find());
    }

    [Fact]
    public void A_folder_without_clips_and_a_place_that_is_none_are_refused()
    {
        Assert.Contains("holds no clips", Assert.Throws<RecordingException>(Find).Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Throws<RecordingException>(() => ClipFolder.Find(_folder["nowhere"], 5, _notes)).Message, StringComparison.Ordinal);
    }

    private IReadOnlyList<RecordedClip> Find() => ClipFolder.Find(_folder.Path, 5, _notes);

    private void Touch(params string[] files)
    {
        foreach (string file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[file])!);
            File.WriteAllText(_folder[file], file.EndsWith(".json", StringComparison.Ordinal) ? "{}" : "");
        }
    }
}
