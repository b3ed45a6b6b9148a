namespace BirbCam.Onnx.TfLite.Rules;

/// <summary>One operator on its way from TFLite to ONNX: what a rule may ask.</summary>
/// <param name="wires">What the operators before it have made, by index of the tensor.</param>
/// <param name="constants">Tensors whose values are known.</param>
internal sealed class ImportStep(
    TfLiteOperator op, TfLiteModel model, ImportedGraph graph, IReadOnlyDictionary<int, Wire> wires, IReadOnlyDictionary<int, TfLiteTensor> constants)
{
    public ImportedGraph Graph => graph;

    public FlatTable Options => op.Options;

    public int InputCount => op.Inputs.Length;

    /// <summary>What the file says of the output.</summary>
    public TfLiteTensor Output => model.Tensors[op.Outputs[0]];

    /// <summary>An input that is computed.</summary>
    public Wire Input(int index)
    {
        int tensor = Tensor(index) ?? throw Fault($"it has no input {index}");
        return wires.TryGetValue(tensor, out Wire? wire) ? wire : throw Fault($"nothing makes its input '{model.Tensors[tensor].Name}' before it");
    }

    /// <summary>An input that is computed and a picture: batch, height, width, channels.</summary>
    public Wire Picture(int index) => Input(index) is { IsPicture: true } picture ? picture : throw Fault("its input is no picture");

    /// <summary>An input whose values are known; null where there is none, or it is computed.</summary>
    public TfLiteTensor? FindConstant(int index) => Tensor(index) is int tensor ? constants.GetValueOrDefault(tensor) : null;

    public TfLiteTensor Constant(int index) => FindConstant(index) ?? throw Fault($"its input {index} is no constant");

    /// <summary>Whether there is such an input at all.</summary>
    public bool Has(int index) => Tensor(index) is not null;

    /// <summary>What the file says of an input, computed or not.</summary>
    public TfLiteTensor Declared(int index) => model.Tensors[Tensor(index) ?? throw Fault($"it has no input {index}")];

    /// <summary>What the operator's own activation leaves of the numbers; it and the saturation of the output are clipped in one go.</summary>
    public Bounds Limit { get; private set; } = Bounds.None;

    /// <summary>The same, to be limited by the activation that is fused into the operator.</summary>
    /// <param name="field">Of the options. Its numbers are those of <c>enum ActivationFunctionType</c>.</param>
    public Wire Activated(Wire wire, int field) => Options.Byte(field) switch
    {
        0 => wire,
        1 => Limited(wire, Bounds.Positive),
        2 => Limited(wire, Bounds.One),
        3 => Limited(wire, Bounds.Six),
        byte other => throw Fault($"its fused activation {other} is none of RELU, RELU_N1_TO_1, RELU6"),
    };

    public Wire Limited(Wire wire, Bounds limit)
    {
        Limit = limit;
        return wire;
    }

    public TfLiteFormatException Fault(string fault) => new($"operator {op.Index}, {op.Name}: {fault}");

    private int? Tensor(int index) => index < op.Inputs.Length && op.Inputs[index] >= 0 ? op.Inputs[index] : null;
}
