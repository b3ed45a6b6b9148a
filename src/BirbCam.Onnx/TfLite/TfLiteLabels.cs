using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace BirbCam.Onnx.TfLite;

/// <summary>The names of the classes: a text with one name a line, which many TFLite files carry in a ZIP archive at their end.</summary>
public static class TfLiteLabels
{
    /// <summary>100,000 classes of ten letters.</summary>
    private const int MaxBytes = 1 << 20;

    /// <summary>Where the archive's table of contents may start, before the end of the file: it has an entry for each of a handful of texts.</summary>
    private const int MaxContents = 1 << 16;

    /// <summary>Each is unpacked to see how many lines it has.</summary>
    private const int MaxTexts = 16;

    /// <summary>The record at the very end of an archive, without its comment.</summary>
    private const int EndRecordSize = 22;

    /// <summary>The names that the file carries, one for each class; null where no text in it has as many lines.</summary>
    /// <exception cref="TfLiteFormatException">There is an archive, and it is damaged.</exception>
    public static string[]? In(byte[] file, int classCount)
    {
        if (!EndsWithArchive(file))
            return null;

        try
        {
            using var archive = new ZipArchive(new MemoryStream(file, writable: false), ZipArchiveMode.Read);
            return archive.Entries
                .Where(entry => entry.FullName.EndsWith(".txt", StringComparison.OrdinalIgnoreCase))
                .OrderBy(entry => entry.FullName, StringComparer.Ordinal)
                .Take(MaxTexts)
                .Select(Read)
                .FirstOrDefault(lines => lines.Length == classCount);
        }
        catch (Exception damaged) when (damaged is InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
            throw new TfLiteFormatException($"the archive of labels at the end of the file is damaged: {damaged.Message}");
        }
    }

    /// <summary>A text's lines, without the empty ones at its end.</summary>
    /// <exception cref="TfLiteFormatException">More text than any list of labels.</exception>
    public static string[] Lines(Stream text)
    {
        // What an archive says of an entry's size is only what it says: so it is read up to the bound, and one byte more.
        byte[] bytes = new byte[MaxBytes + 1];
        int length = text.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > MaxBytes)
            throw new TfLiteFormatException($"more than {MaxBytes >> 10} KiB of text are no list of labels");

        string[] lines = Encoding.UTF8.GetString(bytes, 0, length).TrimStart('\uFEFF').Split('\n', StringSplitOptions.TrimEntries);
        int count = Array.FindLastIndex(lines, line => line.Length > 0) + 1;
        return lines[..count];
    }

    private static string[] Read(ZipArchiveEntry entry)
    {
        using Stream text = entry.Open();
        return Lines(text);
    }

    /// <summary>Whether the last record is an archive's, and its contents are of a size that is worth reading: every entry becomes objects.</summary>
    /// <remarks>PKWARE APPNOTE 4.3.16; the comment at the end has at most 65,535 bytes.</remarks>
    private static bool EndsWithArchive(ReadOnlySpan<byte> file)
    {
        int earliest = Math.Max(0, file.Length - EndRecordSize - ushort.MaxValue);
        int at = file[earliest..].LastIndexOf("PK\u0005\u0006"u8);
        if (at < 0 || earliest + at + EndRecordSize > file.Length)
            return false;

        uint contents = BinaryPrimitives.ReadUInt32LittleEndian(file[(earliest + at + 16)..]);
        return contents <= file.Length && file.Length - contents <= MaxContents + EndRecordSize + ushort.MaxValue;
    }
}
