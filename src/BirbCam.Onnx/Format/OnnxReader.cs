using BirbCam.Onnx.Format.Checks;

namespace BirbCam.Onnx.Format;

/// <summary>Reads the fields of an ONNX file that matter for differentiating it. Field numbers are those of onnx.proto.</summary>
internal static class OnnxReader
{
    /// <summary>Numbers in the list of one attribute. The longest that a network has are a few hundred; a packed one takes a byte in the file and eight in memory.</summary>
    private const int MaxListed = 1 << 20;

    /// <summary>Numbers of <c>AttributeProto.AttributeType</c>; files of the first years have none.</summary>
    private enum AttributeType
    {
        Undefined = 0,
        Float = 1,
        Integer = 2,
        Text = 3,
        Tensor = 4,
        Floats = 6,
        Integers = 7,
    }

    /// <param name="folder">Where external weights lie; null where there can be none.</param>
    /// <exception cref="OnnxFormatException">Damaged, cut short, cyclic, or no ONNX model at all.</exception>
    public static OnnxGraph Read(ReadOnlyMemory<byte> model, string? folder)
    {
        ModelExtent.Check(model);
        var parts = new GraphParts(folder);
        var metadata = new Dictionary<string, string>();
        int opset = 0;
        var field = new ProtoReader(model);
        while (field.Next())
        {
            switch (field.Field)
            {
                // A repeated embedded message is merged, which is how outputs are appended to a finished file.
                case 7: ReadGraph(field.Bytes, parts); break;
                case 8: opset = TheOnly(opset, ReadOpset(field.Bytes)); break;
                case 14: TensorReader.AddEntry(field.Bytes, metadata); break;
                case 25: ReadFunction(field.Bytes); break;
            }
        }

        if (parts.Nodes.Count == 0 || parts.Outputs.Count == 0 || opset == 0)
            throw new OnnxFormatException("not an ONNX model: it has no graph, no output or no operator set");

        return new OnnxGraph(
            opset,
            TopologicalOrder.Sort(parts.Nodes),
            [.. parts.Inputs.Where(input => !parts.Initializers.ContainsKey(input.Name))],
            parts.Outputs,
            parts.Initializers,
            metadata,
            parts.HasExternalData);
    }

    private static int TheOnly(int opset, int other)
        => opset == 0 || other == 0 || opset == other
            ? Math.Max(opset, other)
            : throw new OnnxFormatException($"damaged model: it wants the operator sets {opset} and {other} at once");

    private static void ReadGraph(ReadOnlyMemory<byte> message, GraphParts parts)
    {
        var field = new ProtoReader(message);
        while (field.Next())
        {
            switch (field.Field)
            {
                case 1: AddNode(ReadNode(field.Bytes), parts); break;
                case 5:
                    (string name, OnnxTensor tensor, bool isExternal) = TensorReader.Read(field.Bytes, parts.Folder, parts.ExternalBytesLeft);
                    AddInitializer(name, tensor, parts);
                    parts.HasExternalData |= isExternal;
                    parts.ExternalBytesLeft -= isExternal ? tensor.Raw.Length : 0;
                    break;
                case 11: parts.Inputs.Add(ReadTensorInfo(field.Bytes)); break;
                case 12: parts.Outputs.Add(ReadTensorInfo(field.Bytes)); break;
                case 15: throw new OnnxFormatException("models with sparse weights are not supported");
            }
        }
    }

    private static void AddNode(OnnxNode node, GraphParts parts)
    {
        if (node is { Op: "Constant", IsStandard: true, Outputs: [string name] } && ConstantValue(node) is OnnxTensor value)
            AddInitializer(name, value, parts);
        else
            parts.Nodes.Add(node);
    }

    private static void AddInitializer(string name, OnnxTensor tensor, GraphParts parts)
    {
        if (!parts.Initializers.TryAdd(name, tensor))
            throw new OnnxFormatException($"damaged model: it has two values for the tensor '{name}'");
    }

    /// <summary>Functions are not kept: the runtime writes them out. What is read here is refused where it may not be.</summary>
    private static void ReadFunction(ReadOnlyMemory<byte> message)
    {
        var field = new ProtoReader(message);
        while (field.Next())
        {
            if (field.Field == 7)
                ReadNode(field.Bytes);
        }
    }

    /// <summary>Null for constants that no gradient needs: texts and sparse tensors.</summary>
    private static OnnxTensor? ConstantValue(OnnxNode node)
    {
        foreach (OnnxAttribute attribute in node.Attributes.Values)
        {
            switch (attribute)
            {
                case { Name: "value", Tensor: OnnxTensor tensor }: return tensor;
                case { Name: "value_float", Float: float value }: return OnnxTensor.Of([value]);
                case { Name: "value_int", Integer: long value }: return OnnxTensor.Of([value]);
                case { Name: "value_floats", Floats: float[] values }: return OnnxTensor.Of(values, values.Length);
                case { Name: "value_ints", Integers: long[] values }: return OnnxTensor.Of(values, values.Length);
            }
        }

        return null;
    }

    private static OnnxNode ReadNode(ReadOnlyMemory<byte> message)
    {
        List<string> inputs = [], outputs = [];
        var attributes = new Dictionary<string, OnnxAttribute>();
        string name = "", op = "", domain = "";
        var field = new ProtoReader(message);
        while (field.Next())
        {
            switch (field.Field)
            {
                case 1: inputs.Add(field.Text); break;
                case 2: outputs.Add(field.Text); break;
                case 3: name = field.Text; break;
                case 4: op = field.Text; break;
                case 5:
                    OnnxAttribute attribute = ReadAttribute(field.Bytes);
                    if (!attributes.TryAdd(attribute.Name, attribute))
                        throw new OnnxFormatException($"damaged model: a node has two attributes '{attribute.Name}'");
                    break;
                case 7: domain = field.Text; break;
            }
        }

        var node = new OnnxNode(name.Length > 0 ? name : outputs.FirstOrDefault(""), op, domain, inputs, outputs, attributes, message);
        NodeCheck.Check(node);
        return node;
    }

    private static OnnxAttribute ReadAttribute(ReadOnlyMemory<byte> message)
    {
        var attribute = new OnnxAttribute("");
        var type = AttributeType.Undefined;
        List<long> integers = [];
        List<float> floats = [];
        List<string> readByBodies = [];
        var field = new ProtoReader(message);
        while (field.Next())
        {
            switch (field.Field)
            {
                case 1: attribute = attribute with { Name = field.Text }; break;
                case 2: attribute = attribute with { Float = field.Float }; break;
                case 3: attribute = attribute with { Integer = field.Integer }; break;
                // Latin-1 keeps every byte: some exporters put binary blobs here.
                case 4: attribute = attribute with { Text = System.Text.Encoding.Latin1.GetString(field.Bytes.Span) }; break;
                case 5 when attribute.Tensor is not null: throw new OnnxFormatException($"damaged model: two tensors in the attribute '{attribute.Name}'");
                case 5: attribute = attribute with { Tensor = TensorReader.Read(field.Bytes, folder: null, mostExternal: 0).Tensor }; break;
                case 6 or 11: AddReads(field.Bytes, readByBodies); break;
                case 7: field.AddFloatsTo(floats, MaxListed); break;
                case 8: field.AddIntegersTo(integers, MaxListed); break;
                case 20: type = (AttributeType)field.Integer; break;
            }
        }

        return Typed(attribute with { ReadByBodies = readByBodies }, type, integers, floats);
    }

    /// <summary>Only the value of the declared type counts, and a zero, an empty text and an empty list need not be written at all.</summary>
    private static OnnxAttribute Typed(OnnxAttribute attribute, AttributeType type, List<long> integers, List<float> floats)
        => new(attribute.Name)
        {
            Float = type is AttributeType.Float ? attribute.Float ?? 0 : type is AttributeType.Undefined ? attribute.Float : null,
            Integer = type is AttributeType.Integer ? attribute.Integer ?? 0 : type is AttributeType.Undefined ? attribute.Integer : null,
            Text = type is AttributeType.Text ? attribute.Text ?? "" : type is AttributeType.Undefined ? attribute.Text : null,
            Tensor = type is AttributeType.Tensor or AttributeType.Undefined ? attribute.Tensor : null,
            Floats = type is AttributeType.Floats || (type is AttributeType.Undefined && floats.Count > 0) ? [.. floats] : null,
            Integers = type is AttributeType.Integers || (type is AttributeType.Undefined && integers.Count > 0) ? [.. integers] : null,
            ReadByBodies = attribute.ReadByBodies,
        };

    /// <summary>The bodies' own weights are read only to be refused where they lie in other files.</summary>
    private static void AddReads(ReadOnlyMemory<byte> body, List<string> names)
    {
        var field = new ProtoReader(body);
        while (field.Next())
        {
            if (field.Field == 5)
                TensorReader.Read(field.Bytes, folder: null, mostExternal: 0);
            else if (field.Field == 1)
                names.AddRange(ReadNode(field.Bytes).Reads);
        }
    }

    private static TensorInfo ReadTensorInfo(ReadOnlyMemory<byte> message)
    {
        var info = new TensorInfo("", ElementType.Unknown, []);
        var field = new ProtoReader(message);
        while (field.Next())
        {
            if (field.Field == 1)
                info = info with { Name = field.Text };
            else if (field.Field == 2)
                info = ReadTensorType(field.Bytes, info);
        }

        return info;
    }

    private static TensorInfo ReadTensorType(ReadOnlyMemory<byte> message, TensorInfo info)
    {
        var field = new ProtoReader(message);
        while (field.Next())
        {
            if (field.Field != 1)
                continue;

            var tensor = new ProtoReader(field.Bytes);
            while (tensor.Next())
            {
                if (tensor.Field == 1)
                    info = info with { Type = (ElementType)tensor.Integer };
                else if (tensor.Field == 2)
                    info = info with { Shape = ReadShape(tensor.Bytes) };
            }
        }

        return info;
    }

    private static List<int> ReadShape(ReadOnlyMemory<byte> message)
    {
        List<int> shape = [];
        var field = new ProtoReader(message);
        while (field.Next())
        {
            if (field.Field != 1)
                continue;

            int size = -1;
            var dim = new ProtoReader(field.Bytes);
            while (dim.Next())
            {
                if (dim.Field == 1)
                    size = dim.Integer is > 0 and <= int.MaxValue ? (int)dim.Integer : -1;
            }

            shape.Add(size);
        }

        return shape;
    }

    private static int ReadOpset(ReadOnlyMemory<byte> message)
    {
        string domain = "";
        long version = 0;
        var field = new ProtoReader(message);
        while (field.Next())
        {
            if (field.Field == 1)
                domain = field.Text;
            else if (field.Field == 2)
                version = field.Integer;
        }

        return domain is "" or "ai.onnx" ? (int)Math.Clamp(version, 0, int.MaxValue) : 0;
    }

    private sealed class GraphParts(string? folder)
    {
        public string? Folder { get; } = folder;

        public List<OnnxNode> Nodes { get; } = [];

        public List<TensorInfo> Inputs { get; } = [];

        public List<TensorInfo> Outputs { get; } = [];

        public Dictionary<string, OnnxTensor> Initializers { get; } = [];

        public bool HasExternalData { get; set; }

        public long ExternalBytesLeft { get; set; } = TensorReader.MaxExternalBytes;
    }
}
