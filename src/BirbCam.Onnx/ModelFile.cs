using BirbCam.Onnx.Format;

namespace BirbCam.Onnx;

/// <summary>A model's bytes and what they say.</summary>
/// <param name="ExternalFolder">The folder of the weights that lie outside the file; null where there are none.</param>
internal sealed record ModelFile(byte[] Bytes, OnnxGraph Graph, string? ExternalFolder)
{
    /// <summary>VGG-16, the largest network that anyone would run here, has 528 MiB; protobuf itself ends at 2 GiB.</summary>
    public const long MaxBytes = 1L << 30;

    /// <exception cref="OnnxFormatException">Not an ONNX model, or a damaged one.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    public static ModelFile Read(string path)
    {
        byte[] bytes;
        using (FileStream file = File.OpenRead(path))
        {
            if (file.Length > MaxBytes)
                throw new OnnxFormatException($"{file.Length >> 20} MiB are too much for a model (at most {MaxBytes >> 20} MiB)");

            bytes = new byte[file.Length];
            file.ReadExactly(bytes);
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        OnnxGraph graph = OnnxReader.Read(bytes, folder);
        return new ModelFile(bytes, graph, graph.HasExternalData ? folder : null);
    }
}
