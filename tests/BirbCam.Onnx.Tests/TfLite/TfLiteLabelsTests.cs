using System.IO.Compression;
using System.Text;
using BirbCam.Onnx.TfLite;

namespace BirbCam.Onnx.Tests.TfLite;

public sealed class TfLiteLabelsTests
{
    private static readonly byte[] Network = [.. Enumerable.Range(0, 5_000).Select(i => (byte)i)];

    [Fact]
    public void The_names_are_in_an_archive_behind_the_network()
        => Assert.Equal(["wren", "robin", "None"], TfLiteLabels.In(WithArchive(("labels.txt", "wren\r\nrobin\nNone\n")), 3)!);

    [Fact]
    public void The_text_with_as_many_lines_as_classes_is_the_right_one()
        => Assert.Equal(
            ["wren", "robin"],
            TfLiteLabels.In(WithArchive(("about.txt", "Birds of the garden.\nMIT\n\n2019"), ("labels.txt", "\uFEFFwren\nrobin"), ("readme.md", "a\nb")), 2)!);

    [Fact]
    public void A_file_without_names_has_none()
    {
        Assert.Null(TfLiteLabels.In(Network, 3));
        Assert.Null(TfLiteLabels.In([], 3));
        Assert.Null(TfLiteLabels.In(WithArchive(("labels.txt", "wren\nrobin")), 3));
    }

    [Fact]
    public void A_text_that_unpacks_to_much_more_is_refused_after_the_first_megabyte()
    {
        byte[] bomb = WithArchive(("labels.txt", new string('\n', 64 << 20)));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<TfLiteFormatException>(() => TfLiteLabels.In(bomb, 3));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void An_archive_that_is_cut_short_or_changed_is_refused_or_read()
    {
        byte[] file = WithArchive(("labels.txt", "wren\nrobin\nNone\n"), ("about.txt", "MIT"));
        var random = new Random(3);
        for (int round = 0; round < 5_000; round++)
        {
            byte[] damaged = [.. file];
            for (int change = random.Next(1, 4); change > 0; change--)
                damaged[random.Next(Network.Length, file.Length)] = (byte)random.Next(256);
            AssertReadsOrRefuses(damaged);
        }

        for (int length = Network.Length; length < file.Length; length++)
            AssertReadsOrRefuses(file[..length]);
    }

    private static void AssertReadsOrRefuses(byte[] file)
    {
        try
        {
            TfLiteLabels.In(file, 3);
        }
        catch (TfLiteFormatException refusal)
        {
            Assert.DoesNotContain(refusal.Message, char.IsControl);
        }
    }

    private static byte[] WithArchive(params (string Name, string Text)[] texts)
    {
        var file = new MemoryStream();
        file.Write(Network);
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, string text) in texts)
            {
                using Stream entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return file.ToArray();
    }
}
