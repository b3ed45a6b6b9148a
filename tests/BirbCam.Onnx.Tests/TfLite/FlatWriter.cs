using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace BirbCam.Onnx.Tests.TfLite;

/// <summary>A FlatBuffers table: fields by number. Values are bytes, integers, floats, texts, lists of numbers, tables and lists of tables.</summary>
internal sealed class FlatFields : Dictionary<int, object>;

/// <summary>Writes FlatBuffers files in the plainest way there is: every table with a vtable of its own, every field in four bytes.</summary>
internal sealed class FlatWriter
{
    private readonly List<byte> _bytes = [];

    public static byte[] Write(FlatFields root, string identifier)
    {
        var writer = new FlatWriter();
        writer._bytes.AddRange(new byte[4]);
        writer._bytes.AddRange(Encoding.ASCII.GetBytes(identifier));
        writer.Patch(0, writer.Table(root));
        return [.. writer._bytes];
    }

    private int Table(FlatFields fields)
    {
        int count = fields.Keys.Append(-1).Max() + 1;
        Align();
        int vtable = _bytes.Count, size = 4 + (2 * count);
        _bytes.AddRange(new byte[(size + 3) / 4 * 4]);
        int table = _bytes.Count;
        _bytes.AddRange(new byte[4 + (4 * fields.Count)]);

        Span<byte> written = CollectionsMarshal.AsSpan(_bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(written[vtable..], (ushort)size);
        BinaryPrimitives.WriteUInt16LittleEndian(written[(vtable + 2)..], (ushort)(4 + (4 * fields.Count)));
        BinaryPrimitives.WriteInt32LittleEndian(written[table..], table - vtable);
        int slot = table;
        foreach ((int field, object value) in fields)
        {
            slot += 4;
            BinaryPrimitives.WriteUInt16LittleEndian(CollectionsMarshal.AsSpan(_bytes)[(vtable + 4 + (2 * field))..], (ushort)(slot - table));
            Set(slot, value);
        }

        return table;
    }

    private void Set(int slot, object value)
    {
        Span<byte> at = CollectionsMarshal.AsSpan(_bytes)[slot..];
        switch (value)
        {
            case byte number:
                at[0] = number;
                break;
            case int number:
                BinaryPrimitives.WriteInt32LittleEndian(at, number);
                break;
            case float number:
                BinaryPrimitives.WriteSingleLittleEndian(at, number);
                break;
            case FlatFields table:
                Patch(slot, Table(table));
                break;
            case FlatFields[] tables:
                Patch(slot, Tables(tables));
                break;
            case string text:
                Patch(slot, Vector(Encoding.UTF8.GetBytes(text), 1));
                break;
            case byte[] bytes:
                Patch(slot, Vector(bytes, 1));
                break;
            case int[] numbers:
                Patch(slot, Vector(MemoryMarshal.AsBytes(numbers.AsSpan()), 4));
                break;
            case float[] numbers:
                Patch(slot, Vector(MemoryMarshal.AsBytes(numbers.AsSpan()), 4));
                break;
            case long[] numbers:
                Patch(slot, Vector(MemoryMarshal.AsBytes(numbers.AsSpan()), 8));
                break;
            default:
                throw new ArgumentException($"no way to write {value}");
        }
    }

    private int Tables(FlatFields[] tables)
    {
        int vector = Vector(new byte[4 * tables.Length], 4);
        for (int i = 0; i < tables.Length; i++)
            Patch(vector + 4 + (4 * i), Table(tables[i]));
        return vector;
    }

    private int Vector(ReadOnlySpan<byte> raw, int elementSize)
    {
        Align();
        int at = _bytes.Count;
        _bytes.AddRange(BitConverter.GetBytes(raw.Length / elementSize));
        _bytes.AddRange(raw);
        return at;
    }

    private void Patch(int slot, int target) => BinaryPrimitives.WriteInt32LittleEndian(CollectionsMarshal.AsSpan(_bytes)[slot..], target - slot);

    private void Align() => _bytes.AddRange(new byte[-_bytes.Count & 3]);
}
