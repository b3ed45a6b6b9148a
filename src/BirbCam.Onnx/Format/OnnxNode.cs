namespace BirbCam.Onnx.Format;

/// <summary>One operator of a graph.</summary>
/// <param name="Name">As the file has it; the first output's name where it has none.</param>
/// <param name="Inputs">Tensor names; an empty one is an optional input that is absent.</param>
/// <param name="Outputs">Tensor names; an empty one is an optional output that is absent.</param>
/// <param name="Raw">The node's own bytes, to run it elsewhere exactly as it is.</param>
internal sealed record OnnxNode(
    string Name,
    string Op,
    string Domain,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    IReadOnlyDictionary<string, OnnxAttribute> Attributes,
    ReadOnlyMemory<byte> Raw)
{
    public bool IsStandard => Domain is "" or "ai.onnx";

    /// <summary>The operator with its domain where that is not ONNX's own.</summary>
    public string QualifiedOp => IsStandard ? Op : $"{Domain}.{Op}";

    /// <summary>All that the node reads: its inputs, and the outer tensors that the bodies of If, Loop and Scan reach for.</summary>
    public IEnumerable<string> Reads => Inputs.Concat(Attributes.Values.SelectMany(attribute => attribute.ReadByBodies)).Where(name => name.Length > 0);

    public bool HasInput(int index) => index < Inputs.Count && Inputs[index].Length > 0;

    /// <exception cref="OnnxFormatException">The attribute is there and of another kind; so for all of these.</exception>
    public long Integer(string attribute, long absent) => Attributes.TryGetValue(attribute, out OnnxAttribute? found) ? found.Integer ?? throw Mistyped(attribute) : absent;

    public float Float(string attribute, float absent) => Attributes.TryGetValue(attribute, out OnnxAttribute? found) ? found.Float ?? throw Mistyped(attribute) : absent;

    public string Text(string attribute, string absent) => Attributes.TryGetValue(attribute, out OnnxAttribute? found) ? found.Text ?? throw Mistyped(attribute) : absent;

    /// <summary>A list of integers; null where the node has none of that name.</summary>
    public int[]? Integers(string attribute)
        => Attributes.TryGetValue(attribute, out OnnxAttribute? found) ? Narrow(found.Integers ?? throw Mistyped(attribute)) : null;

    /// <summary>ONNX writes "to the end" as the largest number there is; an int holds all that a tensor can need.</summary>
    public static int[] Narrow(long[] values) => Array.ConvertAll(values, value => (int)Math.Clamp(value, int.MinValue, int.MaxValue));

    private OnnxFormatException Mistyped(string attribute) => new($"damaged model: the attribute '{attribute}' of the node '{Name}' has the wrong type");
}
