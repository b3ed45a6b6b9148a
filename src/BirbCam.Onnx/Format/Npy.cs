using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace BirbCam.Onnx.Format;

/// <summary>
/// An array as numpy keeps it (<c>.npy</c>): float32, little-endian, in row order. <c>numpy.load</c> reads what <see cref="Encode"/> writes, and what
/// <c>numpy.save</c> writes of such an array is read here.
/// </summary>
/// <remarks>numpy.lib.format, versions 1.0 to 3.0; written is 1.0.</remarks>
/// <param name="Values">As many as the shape says; not copied.</param>
/// <param name="Shape">0 or more each, outermost first; empty for a single number.</param>
public sealed partial record Npy(float[] Values, int[] Shape)
{
    /// <summary>The input of the largest classifier that a card may describe has 50 MB; a layer's activations may have a few times that.</summary>
    public const long MaxBytes = 1L << 29;

    /// <summary>numpy's own bound.</summary>
    private const int MaxDimensions = 64;

    /// <summary>numpy reads no longer header either, unless it trusts the file.</summary>
    private const int MaxHeader = 10_000;

    /// <summary>The values begin at a multiple of this, so that a mapped file is aligned.</summary>
    private const int Alignment = 64;

    /// <summary>Magic, version and the header's length in version 1.0.</summary>
    private const int Prefix = 10;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The shape as ONNX Runtime takes it.</summary>
    public long[] LongShape => Array.ConvertAll(Shape, size => (long)size);

    /// <exception cref="InvalidDataException">No array of this kind, a damaged one, or one of more than <see cref="MaxBytes"/>; one line that does not name the file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Npy Read(string path)
    {
        if (PlainFile.IsEmpty(path))
            throw new InvalidDataException("not a numpy array (.npy): it is empty, or no plain file");

        using FileStream file = File.OpenRead(path);
        if (file.Length > MaxBytes)
            throw new InvalidDataException($"the array takes {file.Length >> 20} MB; {MaxBytes >> 20} are read at most");

        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return Decode(bytes);
    }

    /// <exception cref="InvalidDataException">No array of this kind, or a damaged one; one line.</exception>
    public static Npy Decode(ReadOnlySpan<byte> file)
    {
        (string header, int start) = HeaderOf(file);
        string type = Type().Match(header).Groups[1].Value;
        if (type != "<f4")
            throw new InvalidDataException(OneLine.Of($"the array holds '{type}', not '<f4': save it with .astype('<f4')"));
        if (Order().Match(header).Groups[1].Value != "False")
            throw new InvalidDataException("the array is not in row order: save numpy.ascontiguousarray(array)");

        int[] shape = ShapeIn(header);
        ReadOnlySpan<byte> raw = file[start..];
        long count = CountOf(shape);
        if (count * sizeof(float) != raw.Length)
            throw new InvalidDataException($"the array is [{string.Join(", ", shape)}], which takes {count * sizeof(float)} bytes, and the file holds {raw.Length}");

        float[] values = new float[count];
        for (int i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(raw[(i * sizeof(float))..]);
        return new Npy(values, shape);
    }

    /// <summary>The file's bytes.</summary>
    /// <param name="values">As many as the shape says.</param>
    /// <param name="shape">Outermost first.</param>
    public static byte[] Encode(ReadOnlySpan<float> values, params ReadOnlySpan<int> shape)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, CountOf(shape), nameof(values));

        // A tuple of one keeps its comma, longer ones do without.
        string tuple = shape.Length == 1 ? $"{shape[0]}," : string.Join(", ", shape.ToArray());
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({tuple}), }}";
        int start = (Prefix + header.Length + 1 + Alignment - 1) / Alignment * Alignment;
        byte[] file = new byte[start + (values.Length * sizeof(float))];
        Magic.CopyTo(file);
        file[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)(start - Prefix));
        file.AsSpan(Prefix, start - Prefix - 1).Fill((byte)' ');
        Encoding.ASCII.GetBytes(header, file.AsSpan(Prefix));
        file[start - 1] = (byte)'\n';
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(start + (i * sizeof(float))), values[i]);
        return file;
    }

    private static (string Header, int Start) HeaderOf(ReadOnlySpan<byte> file)
    {
        if (file.Length < Prefix || !file.StartsWith(Magic))
            throw new InvalidDataException("not a numpy array (.npy)");
        if (file[6] is < 1 or > 3)
            throw new InvalidDataException($"the array is of numpy's format {file[6]}.{file[7]}; 1.0 to 3.0 are read");

        int prefix = file[6] == 1 ? Prefix : Prefix + 2;
        if (file.Length < prefix)
            throw new InvalidDataException("the array's header is cut short");

        uint length = file[6] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(file[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(file[8..]);
        if (length > MaxHeader)
            throw new InvalidDataException($"the array's header takes {length} bytes; {MaxHeader} are read at most");
        return prefix + length <= file.Length
            ? (Encoding.Latin1.GetString(file.Slice(prefix, (int)length)), prefix + (int)length)
            : throw new InvalidDataException("the array's header is cut short");
    }

    private static int[] ShapeIn(string header)
    {
        Match tuple = Sizes().Match(header);
        string[] sizes = tuple.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (!tuple.Success || sizes.Length > MaxDimensions)
            throw new InvalidDataException("the array's header names no shape that could be one");

        int[] shape = new int[sizes.Length];
        for (int i = 0; i < shape.Length; i++)
        {
            if (!int.TryParse(sizes[i], NumberStyles.None, CultureInfo.InvariantCulture, out shape[i]))
                throw new InvalidDataException(OneLine.Of($"the array's shape has a side of '{sizes[i]}'"));
        }

        return shape;
    }

    /// <summary>The number of values, or one that no file holds where it would be larger than any.</summary>
    private static long CountOf(ReadOnlySpan<int> shape)
    {
        if (shape.Contains(0))
            return 0;

        long count = 1;
        foreach (int size in shape)
            count = Math.Min(count * size, MaxBytes);
        return count;
    }

    [GeneratedRegex("['\"]descr['\"]\\s*:\\s*['\"]([^'\"]*)['\"]", RegexOptions.CultureInvariant)]
    private static partial Regex Type();

    [GeneratedRegex("['\"]fortran_order['\"]\\s*:\\s*(\\w+)", RegexOptions.CultureInvariant)]
    private static partial Regex Order();

    [GeneratedRegex(@"['""]shape['""]\s*:\s*\(([^)]*)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Sizes();
}
