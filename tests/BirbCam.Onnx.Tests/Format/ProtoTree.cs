using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Tests.Format;

/// <summary>A model's bytes as a tree of fields that can be changed and written again, whatever they say.</summary>
internal sealed class ProtoTree
{
    /// <summary>Which fields of which message of onnx.proto are messages themselves.</summary>
    private static readonly Dictionary<(string Message, int Field), string> Messages = new()
    {
        [("Model", 7)] = "Graph",
        [("Model", 8)] = "OperatorSet",
        [("Model", 14)] = "Entry",
        [("Graph", 1)] = "Node",
        [("Graph", 5)] = "Tensor",
        [("Graph", 11)] = "ValueInfo",
        [("Graph", 12)] = "ValueInfo",
        [("Graph", 13)] = "ValueInfo",
        [("Node", 5)] = "Attribute",
        [("Attribute", 5)] = "Tensor",
        [("Attribute", 6)] = "Graph",
        [("Tensor", 13)] = "Entry",
        [("ValueInfo", 2)] = "Type",
        [("Type", 1)] = "TensorType",
        [("TensorType", 2)] = "Shape",
        [("Shape", 1)] = "Dimension",
    };

    private ProtoTree(string message, int field, int wire)
    {
        Message = message;
        Field = field;
        Wire = wire;
    }

    /// <summary>Name in onnx.proto; empty for a field that is no message.</summary>
    public string Message { get; }

    public int Field { get; set; }

    /// <summary>0 for whole numbers, 2 for texts, bytes and messages, 5 for floats.</summary>
    public int Wire { get; set; }

    public long Number { get; set; }

    public byte[] Bytes { get; set; } = [];

    public List<ProtoTree> Fields { get; } = [];

    public static ProtoTree Of(ReadOnlyMemory<byte> model) => Read("Model", field: 0, model);

    /// <summary>This field and all below it.</summary>
    public IEnumerable<ProtoTree> All() => Fields.SelectMany(field => field.All()).Prepend(this);

    public ProtoTree Copy()
    {
        var copy = new ProtoTree(Message, Field, Wire) { Number = Number, Bytes = Bytes };
        copy.Fields.AddRange(Fields.Select(field => field.Copy()));
        return copy;
    }

    public ProtoWriter Written()
    {
        var writer = new ProtoWriter();
        foreach (ProtoTree field in Fields)
        {
            if (field.Message.Length > 0)
                writer.Message(field.Field, field.Written());
            else if (field.Wire == 0)
                writer.Integer(field.Field, field.Number);
            else if (field.Wire == 5)
                writer.Float(field.Field, BitConverter.Int32BitsToSingle((int)field.Number));
            else
                writer.Bytes(field.Field, field.Bytes);
        }

        return writer;
    }

    private static ProtoTree Read(string message, int field, ReadOnlyMemory<byte> bytes)
    {
        var tree = new ProtoTree(message, field, wire: 2);
        var reader = new ProtoReader(bytes);
        while (reader.Next())
            tree.Fields.Add(ReadField(message, reader));
        return tree;
    }

    private static ProtoTree ReadField(string message, ProtoReader reader)
    {
        // The reader tells by refusing what kind of field it stands at.
        try
        {
            return Messages.TryGetValue((message, reader.Field), out string? child)
                ? Read(child, reader.Field, reader.Bytes)
                : new ProtoTree("", reader.Field, wire: 2) { Bytes = reader.Bytes.ToArray() };
        }
        catch (OnnxFormatException)
        {
        }

        try
        {
            return new ProtoTree("", reader.Field, wire: 0) { Number = reader.Integer };
        }
        catch (OnnxFormatException)
        {
            return new ProtoTree("", reader.Field, wire: 5) { Number = BitConverter.SingleToInt32Bits(reader.Float) };
        }
    }
}
