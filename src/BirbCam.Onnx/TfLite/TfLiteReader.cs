namespace BirbCam.Onnx.TfLite;

/// <summary>Reads the parts of a TFLite file that matter here.</summary>
/// <remarks>The numbers of the fields are those of tensorflow/compiler/mlir/lite/schema/schema.fbs, version 3, the only one there has been since 2017.</remarks>
internal static class TfLiteReader
{
    private const int SchemaVersion = 3;

    /// <summary>Of tensors, operators and buffers. EfficientNet-Lite4 has 300 operators, a large transformer some thousand.</summary>
    private const int MaxItems = 16_384;

    /// <summary>CONCATENATION takes as many as it likes; no network here takes more.</summary>
    private const int MaxOperands = 256;

    private const int MaxRank = 6;
    private const int MaxNameLength = 1024;

    /// <exception cref="TfLiteFormatException">Not a TFLite model, a damaged one, or no classifier.</exception>
    public static TfLiteModel Read(ReadOnlyMemory<byte> file)
    {
        var root = FlatTable.Root(file, "TFL3"u8);
        if (root.Integer(0) != SchemaVersion)
            throw new TfLiteFormatException($"version {root.Integer(0)} of the TFLite schema, not {SchemaVersion}");

        FlatTable[] graphs = root.Tables(2, MaxItems);
        if (graphs.Length != 1)
            throw new TfLiteFormatException($"the model has {graphs.Length} subgraphs: loops and branches cannot be imported");

        FlatTable[] buffers = root.Tables(4, MaxItems);
        TfLiteTensor[] tensors = Array.ConvertAll(graphs[0].Tables(0, MaxItems), table => Tensor(table, buffers));
        string[] names = Array.ConvertAll(root.Tables(1, MaxItems), OperatorName);
        FlatTable[] operators = graphs[0].Tables(3, MaxItems);
        return new TfLiteModel(
            tensors,
            [.. operators.Select((table, index) => Operator(table, index, names, tensors.Length))],
            OneOf("input", graphs[0].Integers(1, MaxOperands), tensors.Length),
            OneOf("output", graphs[0].Integers(2, MaxOperands), tensors.Length));
    }

    private static TfLiteTensor Tensor(FlatTable table, FlatTable[] buffers)
    {
        string name = table.Text(3, MaxNameLength);
        int[] shape = table.Integers(0, MaxRank);
        ElementType type = TypeOf(table.Byte(1));
        int buffer = table.Integer(2);
        if (buffer < 0 || buffer >= buffers.Length)
            throw new TfLiteFormatException($"damaged model: the tensor '{name}' lies in buffer {buffer} of {buffers.Length}");

        long count = 1;
        foreach (int size in shape)
        {
            count *= size;
            if (size < 0 || count > Array.MaxLength)
                throw new TfLiteFormatException($"the tensor '{name}' has the shape [{string.Join(", ", shape)}]");
        }

        ReadOnlyMemory<byte> data = buffers[buffer].Vector(0, sizeof(byte));
        if (!data.IsEmpty && type != ElementType.Unknown && data.Length != count * type.Size())
            throw new TfLiteFormatException($"damaged model: the tensor '{name}' has {data.Length} bytes for {count} elements of {type}");

        return new TfLiteTensor(name, type, shape, data, QuantizationOf(table.Table(4), name));
    }

    private static Quantization QuantizationOf(FlatTable table, string name)
    {
        var quantization = new Quantization(table.Vector(2, sizeof(float)), table.Vector(3, sizeof(long)), table.Integer(6));
        int zeroPoints = quantization.ZeroPoints.Length / sizeof(long);
        return zeroPoints is 0 or 1 || zeroPoints == quantization.Count
            ? quantization
            : throw new TfLiteFormatException($"damaged model: the tensor '{name}' has {quantization.Count} scales and {zeroPoints} zero points");
    }

    private static TfLiteOperator Operator(FlatTable table, int index, string[] names, int tensorCount)
    {
        int code = table.Integer(0);
        int[] inputs = table.Integers(1, MaxOperands), outputs = table.Integers(2, MaxOperands);
        bool isSound = code >= 0 && code < names.Length && outputs.Length > 0
            && inputs.All(tensor => tensor >= -1 && tensor < tensorCount) && outputs.All(tensor => tensor >= 0 && tensor < tensorCount);
        return isSound
            ? new TfLiteOperator(index, names[code], inputs, outputs, table.Table(4))
            : throw new TfLiteFormatException($"damaged model: operator {index} names tensors or a code that the model does not have");
    }

    /// <summary>The code moved from a byte to an integer when there came to be more than 127 operators; the larger one counts.</summary>
    private static string OperatorName(FlatTable table)
    {
        int code = Math.Max((sbyte)table.Byte(0), table.Integer(3));
        string custom = table.Text(1, MaxNameLength);
        return custom.Length > 0 ? $"custom operator {custom}" : OperatorNames.Of(code);
    }

    private static int OneOf(string what, int[] indices, int tensorCount)
    {
        if (indices.Length != 1)
            throw new TfLiteFormatException($"the model has {indices.Length} {what}s; a classifier of pictures has one");
        return indices[0] >= 0 && indices[0] < tensorCount
            ? indices[0]
            : throw new TfLiteFormatException($"damaged model: its {what} is tensor {indices[0]} of {tensorCount}");
    }

    private static ElementType TypeOf(byte tensorType) => tensorType switch
    {
        0 => ElementType.Float,
        1 => ElementType.Float16,
        2 => ElementType.Int32,
        3 => ElementType.UInt8,
        4 => ElementType.Int64,
        7 => ElementType.Int16,
        9 => ElementType.Int8,
        _ => ElementType.Unknown,
    };
}
