using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace BirbCam.Onnx.Analysis;

/// <summary>
/// What was found out about models, kept in a folder: the probe run, the derivative and its check take seconds on a small board, and come out the same at
/// every start. An entry that cannot be read is found out again, and one that cannot be written costs the next start its time and nothing else.
/// </summary>
/// <param name="folder">Made where it is missing, for its owner only; null to keep nothing.</param>
public sealed class AnalysisCache(string? folder)
{
    /// <summary>One model at two layers, before and after an update, for four models.</summary>
    private const int MaxEntries = 16;

    /// <summary>The derivative down to the first layers of a ResNet-34 has 87 MB.</summary>
    private const long MaxModelBytes = 128 << 20;

    /// <summary>In base 64 a model takes a third more, and its description a few hundred kilobytes.</summary>
    private const long MaxEntryBytes = 2 * MaxModelBytes;

    private const string Ending = ".analysis";

    /// <summary>Of this assembly; the compiler makes another one with every change of a rule, or of the choice of layers.</summary>
    private static readonly string RuleVersion = typeof(AnalysisCache).Module.ModuleVersionId.ToString();

    /// <summary>As <see cref="ExplainableModel.Build"/>, from the folder where it has been found out before.</summary>
    /// <inheritdoc cref="ExplainableModel.Build"/>
    public ExplainableModel Build(ModelFile file, int[] inputShape, string? inputName, string? outputName, string layer)
    {
        if (folder is null)
            return ExplainableModel.Build(file, inputShape, inputName, outputName, layer);

        string path = Path.Combine(folder, NameOf(file, inputShape, inputName, outputName, layer));
        if (TryRead(path) is ExplainableModel known)
            return known;

        ExplainableModel found = ExplainableModel.Build(file, inputShape, inputName, outputName, layer);

        // The hash of the file says nothing about weights beside it.
        if (file.ExternalFolder is null)
            TryWrite(folder, path, found);
        return found;
    }

    private static string NameOf(ModelFile file, int[] inputShape, string? inputName, string? outputName, string layer)
    {
        // The probe asks ONNX Runtime what operators do: another version may answer otherwise. Lengths keep names from running into each other.
        string[] parts = [file.Sha256, string.Join('x', inputShape), inputName ?? "", outputName ?? "", layer, RuntimeSession.Version, RuleVersion];
        string key = string.Concat(parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Length}:{part};")));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))) + Ending;
    }

    /// <summary>An entry is the hash of its content and the content: what a full disk or a pulled plug left behind is none.</summary>
    private static ExplainableModel? TryRead(string path)
    {
        try
        {
            if (new FileInfo(path) is not { Exists: true, Length: > SHA256.HashSizeInBytes and <= MaxEntryBytes })
                return null;

            ReadOnlySpan<byte> entry = File.ReadAllBytes(path);
            ReadOnlySpan<byte> content = entry[SHA256.HashSizeInBytes..];
            return SHA256.HashData(content).AsSpan().SequenceEqual(entry[..SHA256.HashSizeInBytes]) ? JsonSerializer.Deserialize<ExplainableModel>(content) : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            return null;
        }
    }

    private static void TryWrite(string folder, string path, ExplainableModel model)
    {
        // Asked before it is written in memory: that of a VGG has 480 MB already.
        int largest = Math.Max(model.Backward?.Model.Length ?? 0, model.Head?.Model.Length ?? 0);
        if (largest > MaxModelBytes)
            return;

        byte[] content = JsonSerializer.SerializeToUtf8Bytes(model);
        if (content.Length > MaxEntryBytes - SHA256.HashSizeInBytes)
            return;

        string temporary = $"{path}.{Environment.ProcessId}.part";
        try
        {
            MakeFolder(folder);
            using (FileStream file = new(temporary, FileMode.Create, FileAccess.Write))
            {
                file.Write(SHA256.HashData(content));
                file.Write(content);
            }

            File.Move(temporary, path, overwrite: true);
            Trim(folder, path);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
        }
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The oldest go first; so does what a killed run left half-written.</summary>
    private static void Trim(string folder, string written)
    {
        IEnumerable<FileInfo> entries = new DirectoryInfo(folder).EnumerateFiles("*" + Ending).Where(entry => entry.FullName != Path.GetFullPath(written));
        foreach (FileInfo old in entries.OrderByDescending(entry => entry.LastWriteTimeUtc).Skip(MaxEntries - 1))
            TryDelete(old.FullName);
        foreach (string abandoned in Directory.EnumerateFiles(folder, "*" + Ending + ".*.part"))
            TryDelete(abandoned);
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
        {
        }
    }
}
