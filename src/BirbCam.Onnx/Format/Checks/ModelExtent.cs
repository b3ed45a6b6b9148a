namespace BirbCam.Onnx.Format.Checks;

/// <summary>
/// Counts what a model holds before any of it is kept. Two bytes of a file make a node of some hundred bytes in memory, and functions of a model that
/// call each other twice make a million nodes out of twenty.
/// </summary>
internal sealed class ModelExtent
{
    /// <summary>The largest classifiers have some 5,000; ONNX Runtime takes half a second to open 20,000, and more than linearly longer from there.</summary>
    public const int MaxNodes = 20_000;

    /// <summary>Names, attributes, weights, declarations: fifty for each node.</summary>
    private const int MaxParts = 50 * MaxNodes;

    /// <summary>Protobuf nests messages; a graph in a graph in a graph deeper than this is an attack, not a model.</summary>
    private const int MaxNesting = 16;

    /// <summary>Operators that make texts out of texts, whose memory no limit of the runtime bounds.</summary>
    private static readonly HashSet<string> OfTexts = ["StringConcat", "StringSplit", "StringNormalizer", "RegexFullMatch"];

    private readonly Dictionary<(string Domain, string Name), List<(string Domain, string Name)>> _functions = [];
    private readonly Dictionary<(string Domain, string Name), int> _sizes = [];
    private int _parts;

    /// <exception cref="OnnxFormatException">More than any classifier has, or no protobuf.</exception>
    public static void Check(ReadOnlyMemory<byte> model)
    {
        var extent = new ModelExtent();
        List<(string, string)> calls = [];
        var field = new ProtoReader(model);
        while (field.Next())
        {
            extent.CountPart();
            if (field.Field == 7)
                extent.ReadCalls(field.Bytes, nodes: 1, calls, depth: 0);
            else if (field.Field == 25)
                extent.ReadFunction(field.Bytes);
        }

        extent.Add(calls, callers: []);
    }

    private void ReadFunction(ReadOnlyMemory<byte> function)
    {
        string name = "", domain = "";
        var field = new ProtoReader(function);
        while (field.Next())
        {
            if (field.Field == 1)
                name = field.Text;
            else if (field.Field == 10)
                domain = field.Text;
        }

        if (domain is "" or "ai.onnx")
            throw new OnnxFormatException($"the model defines the operator '{name}' anew, which is one of ONNX itself");

        List<(string, string)> calls = [];
        ReadCalls(function, nodes: 7, calls, depth: 0);
        if (!_functions.TryAdd((domain, name), calls))
            throw new OnnxFormatException($"damaged model: it has two functions '{domain}.{name}'");
    }

    /// <summary>Adds the operator of every node, those in the bodies of If, Loop and Scan among them.</summary>
    /// <param name="nodes">Number of the field that holds nodes: 1 in a graph, 7 in a function.</param>
    private void ReadCalls(ReadOnlyMemory<byte> owner, int nodes, List<(string Domain, string Name)> calls, int depth)
    {
        if (depth > MaxNesting)
            throw new OnnxFormatException($"graphs nested more than {MaxNesting} deep");

        var field = new ProtoReader(owner);
        while (field.Next())
        {
            CountPart();
            if (field.Field != nodes)
                continue;

            string domain = "", name = "";
            var part = new ProtoReader(field.Bytes);
            while (part.Next())
            {
                CountPart();
                if (part.Field == 4)
                    name = part.Text;
                else if (part.Field == 7)
                    domain = part.Text;
                else if (part.Field == 5)
                    ReadBodies(part.Bytes, calls, depth);
            }

            if (OfTexts.Contains(name))
                throw new OnnxFormatException($"the model works with texts ({name}): a classifier of pictures does not");
            calls.Add((domain, name));
        }
    }

    private void ReadBodies(ReadOnlyMemory<byte> attribute, List<(string, string)> calls, int depth)
    {
        var field = new ProtoReader(attribute);
        while (field.Next())
        {
            if (field.Field is 6 or 11)
                ReadCalls(field.Bytes, nodes: 1, calls, depth + 1);
        }
    }

    private int Add(List<(string Domain, string Name)> calls, HashSet<(string, string)> callers)
    {
        int size = 0;
        foreach ((string, string) call in calls)
        {
            size += SizeOf(call, callers);
            if (size > MaxNodes)
                throw new OnnxFormatException($"more than {MaxNodes} nodes are too many for a classifier");
        }

        return size;
    }

    private int SizeOf((string Domain, string Name) call, HashSet<(string, string)> callers)
    {
        if (!_functions.TryGetValue(call, out List<(string, string)>? body))
            return 1;
        if (_sizes.TryGetValue(call, out int known))
            return known;
        if (callers.Count > MaxNesting || !callers.Add(call))
            throw new OnnxFormatException($"damaged model: its function '{call.Name}' calls itself, or others more than {MaxNesting} deep");

        int size = Math.Max(1, Add(body, callers));
        callers.Remove(call);
        return _sizes[call] = size;
    }

    private void CountPart()
    {
        if (++_parts > MaxParts)
            throw new OnnxFormatException($"damaged model, or none: more than {MaxParts} parts");
    }
}
