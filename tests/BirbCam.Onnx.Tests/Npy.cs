using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace BirbCam.Onnx.Tests;

/// <summary>A numpy array of float32, C order, as the fixtures are stored.</summary>
internal sealed partial record Npy(float[] Values, int[] Shape)
{
    public long[] LongShape => Array.ConvertAll(Shape, size => (long)size);

    /// <remarks>Format: numpy.lib.format, version 1.0.</remarks>
    public static Npy Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        int length = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8));
        string header = Encoding.ASCII.GetString(file, 10, length);
        Assert.Contains("'<f4'", header);

        int[] shape = [.. ShapeInHeader().Match(header).Groups[1].Value
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(size => int.Parse(size, CultureInfo.InvariantCulture))];
        ReadOnlySpan<byte> raw = file.AsSpan(10 + length);
        float[] values = new float[raw.Length / sizeof(float)];
        for (int i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(raw[(i * sizeof(float))..]);
        return new Npy(values, shape);
    }

    [GeneratedRegex(@"'shape': \(([^)]*)\)")]
    private static partial Regex ShapeInHeader();
}
