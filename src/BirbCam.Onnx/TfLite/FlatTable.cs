using System.Buffers.Binary;
using System.Text;

namespace BirbCam.Onnx.TfLite;

/// <summary>
/// One table of a FlatBuffers file. Fields stay where they are: every offset is checked against the file when it is followed, and what is returned is
/// a slice, so that no length in a hostile file can ask for more memory than the file has. The default value is a table without fields.
/// </summary>
/// <remarks>
/// Format: flatbuffers.dev/internals. A table starts with the signed distance back to its vtable, which holds its own size, the table's size, and for
/// each field the distance from the table's start, or 0 where the field is absent.
/// </remarks>
internal readonly struct FlatTable
{
    private readonly ReadOnlyMemory<byte> _file;
    private readonly int _at;
    private readonly int _vtable;
    private readonly int _vtableSize;

    private FlatTable(ReadOnlyMemory<byte> file, long at)
    {
        _file = file;
        _at = (int)InFile(file, at, sizeof(int));
        _vtable = (int)InFile(file, at - BinaryPrimitives.ReadInt32LittleEndian(file.Span[_at..]), 2 * sizeof(ushort));
        _vtableSize = BinaryPrimitives.ReadUInt16LittleEndian(file.Span[_vtable..]);
        InFile(file, _vtable, _vtableSize);
    }

    /// <param name="identifier">The four letters that follow the offset of the root.</param>
    /// <exception cref="TfLiteFormatException">Another kind of file, or one that is cut short; so from all other members too.</exception>
    public static FlatTable Root(ReadOnlyMemory<byte> file, ReadOnlySpan<byte> identifier)
        => file.Length >= 8 && file.Span.Slice(4, 4).SequenceEqual(identifier)
            ? new FlatTable(file, BinaryPrimitives.ReadUInt32LittleEndian(file.Span))
            : throw new TfLiteFormatException("not a TFLite model");

    public byte Byte(int field) => Find(field, sizeof(byte)) is int at ? _file.Span[at] : (byte)0;

    public int Integer(int field, int absent = 0) => Find(field, sizeof(int)) is int at ? BinaryPrimitives.ReadInt32LittleEndian(_file.Span[at..]) : absent;

    public float Float(int field) => Find(field, sizeof(float)) is int at ? BinaryPrimitives.ReadSingleLittleEndian(_file.Span[at..]) : 0;

    /// <summary>A table without fields where there is none.</summary>
    public FlatTable Table(int field) => Follow(field) is long at ? new FlatTable(_file, at) : default;

    /// <summary>The elements of a vector, as they lie in the file; empty where there is none.</summary>
    /// <param name="elementSize">In bytes.</param>
    public ReadOnlyMemory<byte> Vector(int field, int elementSize)
    {
        if (Follow(field) is not long at)
            return default;

        uint count = BinaryPrimitives.ReadUInt32LittleEndian(_file.Span[(int)InFile(_file, at, sizeof(uint))..]);
        long bytes = count * (long)elementSize;
        return _file.Slice((int)InFile(_file, at + sizeof(uint), bytes), (int)bytes);
    }

    /// <param name="most">More of them are refused: elements may all point to one place, and become objects here.</param>
    public FlatTable[] Tables(int field, int most)
    {
        ReadOnlyMemory<byte> offsets = Vector(field, sizeof(uint));
        var tables = new FlatTable[CountOf(offsets, sizeof(uint), most)];
        for (int i = 0; i < tables.Length; i++)
        {
            // An offset counts from where it stands.
            long from = Follow(field)!.Value + sizeof(uint) + (i * (long)sizeof(uint));
            tables[i] = new FlatTable(_file, from + BinaryPrimitives.ReadUInt32LittleEndian(offsets.Span[(i * sizeof(uint))..]));
        }

        return tables;
    }

    public int[] Integers(int field, int most)
    {
        ReadOnlyMemory<byte> raw = Vector(field, sizeof(int));
        int[] values = new int[CountOf(raw, sizeof(int), most)];
        for (int i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadInt32LittleEndian(raw.Span[(i * sizeof(int))..]);
        return values;
    }

    /// <summary>Empty where there is none; what is no UTF-8 becomes question marks.</summary>
    public string Text(int field, int most)
    {
        ReadOnlyMemory<byte> raw = Vector(field, sizeof(byte));
        return Encoding.UTF8.GetString(raw.Span[..CountOf(raw, sizeof(byte), most)]);
    }

    private static int CountOf(ReadOnlyMemory<byte> raw, int elementSize, int most)
    {
        int count = raw.Length / elementSize;
        return count <= most ? count : throw new TfLiteFormatException($"damaged model: a list of {count} elements where at most {most} make sense");
    }

    private static long InFile(ReadOnlyMemory<byte> file, long at, long length)
        => at >= 0 && at + length <= file.Length ? at : throw new TfLiteFormatException("damaged model, or one that is cut short: an offset leads out of the file");

    /// <summary>Where the field's own bytes are; null where it is absent.</summary>
    private int? Find(int field, int size)
    {
        int entry = (field + 2) * sizeof(ushort);
        if (entry + sizeof(ushort) > _vtableSize)
            return null;

        int distance = BinaryPrimitives.ReadUInt16LittleEndian(_file.Span[(_vtable + entry)..]);
        return distance == 0 ? null : (int)InFile(_file, _at + (long)distance, size);
    }

    /// <summary>Where the field's offset leads to; null where it is absent.</summary>
    private long? Follow(int field)
        => Find(field, sizeof(uint)) is int at ? at + (long)BinaryPrimitives.ReadUInt32LittleEndian(_file.Span[at..]) : null;
}
