using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace BirbCam.Onnx.Format;

/// <summary>Reads a <c>TensorProto</c>, whichever of its ways of writing numbers it uses.</summary>
internal static class TensorReader
{
    /// <summary>As much as a model may hold itself. Many tensors may name the same bytes of one file, so that its size bounds nothing.</summary>
    public const long MaxExternalBytes = ModelFile.MaxBytes;

    /// <summary>As many axes as ONNX Runtime's operators work with, with room to spare.</summary>
    private const int MaxRank = 64;

    /// <param name="folder">Where external data lies; null for a tensor that must carry its own.</param>
    /// <param name="mostExternal">How many bytes of external data may be read.</param>
    /// <exception cref="OnnxFormatException">Damaged, or its external data is missing or too much.</exception>
    public static (string Name, OnnxTensor Tensor, bool IsExternal) Read(ReadOnlyMemory<byte> message, string? folder, long mostExternal)
    {
        string name = "";
        var type = ElementType.Unknown;
        List<long> dims = [];
        ReadOnlyMemory<byte>? raw = null;
        Dictionary<string, string> external = [];

        var field = new ProtoReader(message);
        while (field.Next())
        {
            switch (field.Field)
            {
                case 1: field.AddIntegersTo(dims, MaxRank); break;
                case 2: type = (ElementType)field.Integer; break;
                case 8: name = field.Text; break;
                case 9: raw = field.Bytes; break;
                case 13: AddEntry(field.Bytes, external); break;
            }
        }

        int[] shape = Shape(dims, name);
        raw ??= external.Count > 0 ? ReadExternal(external, folder, name, mostExternal) : ReadNumbers(message, type, Shapes.Count(shape));
        CheckLength(name, type, shape, raw.Value.Length);
        return (name, new OnnxTensor(type, shape, raw.Value), external.Count > 0);
    }

    /// <summary>Numbers that are written one by one. Read only when the shape is known, which bounds how many there may be.</summary>
    private static byte[] ReadNumbers(ReadOnlyMemory<byte> message, ElementType type, int most)
    {
        List<long> integers = [];
        List<float> floats = [];
        List<byte> doubles = [];
        var field = new ProtoReader(message);
        while (field.Next())
        {
            switch (field.Field)
            {
                case 4: field.AddFloatsTo(floats, most); break;
                case 5 or 7 or 11: field.AddIntegersTo(integers, most); break;
                case 10: doubles.AddRange(field.Bytes.Span); break;
            }
        }

        return floats.Count > 0 ? MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(floats)).ToArray()
            : doubles.Count > 0 ? [.. doubles]
            : Narrow(integers, type.Size());
    }

    /// <summary>Reads a <c>StringStringEntryProto</c>.</summary>
    public static void AddEntry(ReadOnlyMemory<byte> message, Dictionary<string, string> entries)
    {
        string key = "", value = "";
        var field = new ProtoReader(message);
        while (field.Next())
        {
            if (field.Field == 1)
                key = field.Text;
            else if (field.Field == 2)
                value = field.Text;
        }

        entries[key] = value;
    }

    private static int[] Shape(List<long> dims, string name)
    {
        long elements = 1;
        foreach (long dim in dims)
        {
            if (dim < 0 || dim > Array.MaxLength || (elements *= dim) > Array.MaxLength)
                throw new OnnxFormatException($"damaged model: the tensor '{name}' has an impossible shape");
        }

        return [.. dims.Select(dim => (int)dim)];
    }

    private static void CheckLength(string name, ElementType type, int[] shape, int length)
    {
        long bytes = (long)Shapes.Count(shape) * type.Size();
        if (type.Size() > 0 && bytes != length)
            throw new OnnxFormatException($"damaged model: the tensor '{name}' has {length} bytes where its shape asks for {bytes}");
    }

    /// <summary>Every whole number is written as a varint, whatever its size in memory.</summary>
    private static byte[] Narrow(List<long> integers, int size)
    {
        byte[] raw = new byte[checked(integers.Count * size)];
        Span<byte> wide = stackalloc byte[sizeof(long)];
        for (int i = 0; i < integers.Count && size > 0; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(wide, integers[i]);
            wide[..size].CopyTo(raw.AsSpan(i * size));
        }

        return raw;
    }

    private static byte[] ReadExternal(Dictionary<string, string> entries, string? folder, string name, long mostExternal)
    {
        string location = entries.GetValueOrDefault("location", "");
        if (folder is null || location.Length == 0 || Path.IsPathRooted(location) || location.Split('/', '\\').Contains(".."))
            throw new OnnxFormatException($"the weights of '{name}' lie in a file that the model may not ask for ('{location}')");

        try
        {
            string path = Path.Combine(folder, location);
            if (PlainFile.IsEmpty(path))
                throw new OnnxFormatException($"the file '{location}' with the weights of '{name}' is empty, or no plain file");

            using FileStream file = File.OpenRead(path);
            long offset = long.Parse(entries.GetValueOrDefault("offset", "0"), System.Globalization.CultureInfo.InvariantCulture);
            long length = entries.TryGetValue("length", out string? said)
                ? long.Parse(said, System.Globalization.CultureInfo.InvariantCulture)
                : file.Length - offset;
            if (offset < 0 || length < 0 || offset > file.Length - length)
                throw new OnnxFormatException($"the file '{location}' with the weights of '{name}' is too short");
            if (length > mostExternal)
                throw new OnnxFormatException($"the weights beside the model are more than {MaxExternalBytes >> 20} MiB in all");

            byte[] raw = new byte[length];
            file.Position = offset;
            file.ReadExactly(raw);
            return raw;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException or FormatException or OverflowException)
        {
            throw new OnnxFormatException($"the file '{location}' with the weights of '{name}' cannot be read: it belongs beside the model", unreadable);
        }
    }
}
