using System.Security.Cryptography;
using BirbCam.Onnx.Format;

namespace BirbCam.Onnx;

/// <summary>A model's file, read once: its bytes and what they say. Let go of it when the sessions are open: it is as large as the model.</summary>
public sealed class ModelFile
{
    /// <summary>VGG-16, the largest network that anyone would run here, has 528 MiB; protobuf itself ends at 2 GiB.</summary>
    internal const long MaxBytes = 1L << 30;

    private readonly string? _folder;
    private OnnxGraph? _graph;

    /// <param name="folder">Where weights beside the file lie; null where there can be none.</param>
    internal ModelFile(byte[] bytes, string? folder)
    {
        Bytes = bytes;
        _folder = folder;
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    /// <summary>Of the file, 64 lower-case hexadecimal digits. Weights beside it are not in it.</summary>
    public string Sha256 { get; }

    /// <summary>
    /// The folder of weights that lie outside the model's file, else null. A session that is made from the model's bytes needs it as its
    /// configuration entry <c>session.model_external_initializers_file_folder_path</c>.
    /// </summary>
    /// <exception cref="OnnxFormatException">Not an ONNX model, or a damaged one.</exception>
    public string? ExternalFolder => Graph.HasExternalData ? _folder : null;

    internal ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Read when it is first asked for: whoever only compares hashes need not wait, nor trip over a damaged file.</summary>
    internal OnnxGraph Graph => _graph ??= OnnxReader.Read(Bytes, _folder);

    /// <exception cref="OnnxFormatException">Larger than any model, or empty, or no plain file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    public static ModelFile Read(string path)
    {
        if (PlainFile.IsEmpty(path))
            throw new OnnxFormatException("not an ONNX model: it is empty, or no plain file");

        byte[] bytes;
        using (FileStream file = File.OpenRead(path))
        {
            if (file.Length > MaxBytes)
                throw new OnnxFormatException($"{file.Length >> 20} MiB are too much for a model (at most {MaxBytes >> 20} MiB)");

            bytes = new byte[file.Length];
            file.ReadExactly(bytes);
        }

        return new ModelFile(bytes, Path.GetDirectoryName(Path.GetFullPath(path)));
    }
}
