namespace BirbCam.Onnx.Format.Checks;

/// <summary>Refuses settings that ONNX Runtime lets through and then ends the process with, or takes for something else.</summary>
internal static class NodeCheck
{
    /// <summary>Counts that something is divided by.</summary>
    private static readonly HashSet<string> Positive =
        ["blocksize", "group", "num_groups", "num_outputs", "size", "strides", "dilations", "kernel_shape", "hidden_size", "num_heads"];

    /// <summary>Settings that write "to the end" as the largest number there is, and values rather than settings.</summary>
    private static readonly HashSet<string> Wide = ["starts", "ends", "value_int", "value_ints"];

    /// <summary>
    /// Operators that read through a null where an input is there without a name, and the first input of which that is so. ONNX allows it for the last of
    /// LayerNormalization.
    /// </summary>
    private static readonly Dictionary<string, int> AllGiven = new()
    {
        ["Concat"] = 0,
        ["Einsum"] = 0,
        ["Sum"] = 0,
        ["Mean"] = 0,
        ["Max"] = 0,
        ["Min"] = 0,
        ["SequenceConstruct"] = 0,
        ["Loop"] = 2,
        ["Scan"] = 0,
        ["LayerNormalization"] = 0,
    };

    /// <exception cref="OnnxFormatException">A setting is out of its range, or an input is missing.</exception>
    public static void Check(OnnxNode node)
    {
        if (!node.IsStandard)
            return;

        if (AllGiven.TryGetValue(node.Op, out int first) && node.Inputs.Skip(first).Contains(""))
            throw new OnnxFormatException($"damaged model: an input of the node '{node.Name}' ({node.Op}) is missing");

        foreach (OnnxAttribute attribute in node.Attributes.Values.Where(attribute => !Wide.Contains(attribute.Name)))
        {
            long least = Positive.Contains(attribute.Name) ? 1 : int.MinValue;
            IEnumerable<long> numbers = attribute.Integers ?? (attribute.Integer is long number ? [number] : []);

            // The runtime keeps many of them in 32 bits: DepthToSpace with a block of 2³² divides by zero.
            if (numbers.Any(number => number < least || number > int.MaxValue))
                throw new OnnxFormatException($"damaged model: the attribute '{attribute.Name}' of the node '{node.Name}' is out of range");
        }
    }
}
