namespace BirbCam.Onnx.Format;

/// <summary>Writes the messages of onnx.proto that a backward model needs.</summary>
internal static class OnnxWriter
{
    /// <summary>8 came with operator set 15 and is read by every ONNX Runtime that is still in use.</summary>
    private const int IrVersion = 8;

    public static byte[] Model(ProtoWriter graph, int opset)
        => new ProtoWriter()
            .Integer(1, IrVersion)
            .Text(2, "BirbCam.Onnx")
            .Message(8, new ProtoWriter().Text(1, "").Integer(2, opset))
            .Message(7, graph)
            .Written.ToArray();

    public static ProtoWriter Node(string op, IEnumerable<string> inputs, IEnumerable<string> outputs, IEnumerable<OnnxAttribute> attributes)
    {
        var node = new ProtoWriter();
        foreach (string input in inputs)
            node.Text(1, input);
        foreach (string output in outputs)
            node.Text(2, output);
        node.Text(4, op);
        foreach (OnnxAttribute attribute in attributes)
            node.Message(5, Attribute(attribute));
        return node;
    }

    public static ProtoWriter Tensor(string name, OnnxTensor tensor)
    {
        var message = new ProtoWriter();
        foreach (int size in tensor.Shape)
            message.Integer(1, size);
        return message.Integer(2, (long)tensor.Type).Text(8, name).Bytes(9, tensor.Raw.Span);
    }

    public static ProtoWriter TensorInfo(string name, ElementType type, IEnumerable<int> shape)
    {
        var sizes = new ProtoWriter();
        foreach (int size in shape)
            sizes.Message(1, new ProtoWriter().Integer(1, size));
        ProtoWriter tensor = new ProtoWriter().Integer(1, (long)type).Message(2, sizes);
        return new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, tensor));
    }

    /// <summary>The type numbers are those of <c>AttributeProto.AttributeType</c>.</summary>
    private static ProtoWriter Attribute(OnnxAttribute attribute)
    {
        ProtoWriter message = new ProtoWriter().Text(1, attribute.Name);
        switch (attribute)
        {
            case { Float: float value }:
                return message.Float(2, value).Integer(20, 1);
            case { Integer: long value }:
                return message.Integer(3, value).Integer(20, 2);
            case { Text: string value }:
                return message.Text(4, value).Integer(20, 3);
            default:
                foreach (long value in attribute.Integers ?? [])
                    message.Integer(8, value);
                return message.Integer(20, 7);
        }
    }
}
