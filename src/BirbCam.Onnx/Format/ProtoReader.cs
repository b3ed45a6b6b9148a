using System.Buffers.Binary;
using System.Text;

namespace BirbCam.Onnx.Format;

/// <summary>
/// Reads one protobuf message field by field. Payloads stay where they are: a slice, never a copy, so that a length in a hostile
/// file cannot ask for more memory than the file has.
/// </summary>
/// <remarks>Wire format: protobuf.dev/programming-guides/encoding.</remarks>
internal struct ProtoReader(ReadOnlyMemory<byte> message)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlyMemory<byte> _rest = message;
    private ReadOnlyMemory<byte> _bytes;
    private ulong _number;
    private WireType _wire;

    private enum WireType
    {
        Varint = 0,
        Fixed64 = 1,
        Bytes = 2,
        Fixed32 = 5,
    }

    /// <summary>Number of the field that <see cref="Next"/> found.</summary>
    public int Field { get; private set; }

    /// <summary>The field as an integer; negative numbers are ten bytes long, as protobuf wants them.</summary>
    public readonly long Integer => _wire == WireType.Varint ? (long)_number : throw Mismatch();

    public readonly float Float => _wire == WireType.Fixed32 ? BitConverter.UInt32BitsToSingle((uint)_number) : throw Mismatch();

    /// <summary>The payload of a text, a byte field, a message or a packed list.</summary>
    public readonly ReadOnlyMemory<byte> Bytes => _wire == WireType.Bytes ? _bytes : throw Mismatch();

    public readonly string Text
    {
        get
        {
            try
            {
                return StrictUtf8.GetString(Bytes.Span);
            }
            catch (DecoderFallbackException invalid)
            {
                throw new OnnxFormatException("damaged model: a name is not valid UTF-8", invalid);
            }
        }
    }

    /// <summary>Goes to the next field; false at the end of the message.</summary>
    /// <exception cref="OnnxFormatException">The message is cut short or no protobuf.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty)
            return false;

        ulong tag = ReadVarint(ref _rest);
        Field = (int)Math.Min(tag >> 3, int.MaxValue);
        _wire = (WireType)(tag & 7);
        switch (_wire)
        {
            case WireType.Varint:
                _number = ReadVarint(ref _rest);
                break;
            case WireType.Fixed64:
                _number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8).Span);
                break;
            case WireType.Fixed32:
                _number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4).Span);
                break;
            case WireType.Bytes:
                _bytes = Take(ReadVarint(ref _rest));
                break;
            default:
                throw new OnnxFormatException("not an ONNX model, or a damaged one");
        }

        return Field > 0 ? true : throw new OnnxFormatException("not an ONNX model, or a damaged one");
    }

    /// <summary>Adds the field's integers: one, or a packed list of them.</summary>
    /// <param name="most">How many the list may have then: a byte of the file makes eight of it.</param>
    public readonly void AddIntegersTo(List<long> list, int most)
    {
        ReadOnlyMemory<byte> packed = _wire == WireType.Varint ? ReadOnlyMemory<byte>.Empty : Bytes;
        if (_wire == WireType.Varint)
            list.Add(Integer);
        while (!packed.IsEmpty && list.Count <= most)
            list.Add((long)ReadVarint(ref packed));
        if (list.Count > most)
            throw new OnnxFormatException($"damaged model: a list of more than {most} numbers");
    }

    /// <summary>Adds the field's floats: one, or a packed list of them.</summary>
    /// <param name="most">How many the list may have then.</param>
    public readonly void AddFloatsTo(List<float> list, int most)
    {
        if (list.Count + (_wire == WireType.Fixed32 ? 1 : Bytes.Length / sizeof(float)) > most)
            throw new OnnxFormatException($"damaged model: a list of more than {most} numbers");
        if (_wire == WireType.Fixed32)
        {
            list.Add(Float);
            return;
        }

        ReadOnlySpan<byte> packed = Bytes.Span;
        if (packed.Length % sizeof(float) != 0)
            throw new OnnxFormatException("damaged model: a list of floats ends in the middle of one");
        for (; !packed.IsEmpty; packed = packed[sizeof(float)..])
            list.Add(BinaryPrimitives.ReadSingleLittleEndian(packed));
    }

    private static ulong ReadVarint(ref ReadOnlyMemory<byte> from)
    {
        ReadOnlySpan<byte> bytes = from.Span;
        ulong value = 0;
        for (int i = 0; i < bytes.Length && i < 10; i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                from = from[(i + 1)..];
                return value;
            }
        }

        throw new OnnxFormatException("not an ONNX model, or a damaged one");
    }

    private ReadOnlyMemory<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length)
            throw new OnnxFormatException("not an ONNX model, or one that is cut short");

        ReadOnlyMemory<byte> taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    private readonly OnnxFormatException Mismatch() => new($"damaged model: field {Field} has an unexpected type");
}
