namespace BirbCam.Onnx;

/// <summary>An operator between the target activation and the score that has no gradient rule, or not for the way it is used here.</summary>
public sealed class UnsupportedOperatorException : Exception
{
    public UnsupportedOperatorException(string op, string node)
        : base(OneLine.Of($"no gradient rule for the operator {op} (node '{node}'), which lies between the explained layer and the score"))
    {
        Operator = op;
        Node = node;
    }

    public UnsupportedOperatorException(string op, string node, string reason)
        : base(OneLine.Of($"no gradient rule for the operator {op} (node '{node}') {reason}"))
    {
        Operator = op;
        Node = node;
    }

    /// <summary>With its domain where that is not ONNX's own: <c>com.microsoft.FusedConv</c>.</summary>
    public string Operator { get; }

    public string Node { get; }
}
