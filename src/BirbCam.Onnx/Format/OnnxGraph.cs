namespace BirbCam.Onnx.Format;

/// <summary>A model as data. Read by <see cref="OnnxReader"/>, which guarantees what is said here.</summary>
/// <param name="Opset">Version of ONNX's own operator set.</param>
/// <param name="Nodes">Each after those that it reads from; every tensor has one producer.</param>
/// <param name="Inputs">What has to be fed: graph inputs that are not initialisers at the same time.</param>
/// <param name="Initializers">Values that the file holds, the value of every Constant node among them.</param>
/// <param name="Metadata">Free texts that exporters leave, class names among them.</param>
/// <param name="HasExternalData">Whether weights lie in files beside the model.</param>
internal sealed record OnnxGraph(
    int Opset,
    IReadOnlyList<OnnxNode> Nodes,
    IReadOnlyList<TensorInfo> Inputs,
    IReadOnlyList<TensorInfo> Outputs,
    IReadOnlyDictionary<string, OnnxTensor> Initializers,
    IReadOnlyDictionary<string, string> Metadata,
    bool HasExternalData)
{
    private readonly Dictionary<string, OnnxNode> _producers = Producers(Nodes);

    /// <summary>The node that makes the tensor; null for inputs, initialisers and names that the graph does not have.</summary>
    public OnnxNode? ProducerOf(string tensor) => _producers.GetValueOrDefault(tensor);

    /// <summary>The tensor, and all that is computed from it.</summary>
    /// <param name="carries">Whether what a node makes of one of them is one of them, too.</param>
    public HashSet<string> DescendantsOf(string tensor, Predicate<string> carries)
    {
        HashSet<string> descendants = [tensor];
        foreach (OnnxNode node in Nodes.Where(node => node.Reads.Any(descendants.Contains)))
            descendants.UnionWith(node.Outputs.Where(output => carries(output)));
        return descendants;
    }

    /// <summary>The nodes that carry something of one tensor to another, each after those that it reads from; none where no way leads there.</summary>
    /// <param name="carries">As of <see cref="DescendantsOf"/>.</param>
    public IReadOnlyList<OnnxNode> NodesBetween(string from, string to, Predicate<string> carries)
    {
        HashSet<string> descendants = DescendantsOf(from, carries);
        HashSet<string> wanted = [to];
        List<OnnxNode> nodes = [];
        foreach (OnnxNode node in Nodes.Reverse().Where(node => node.Outputs.Any(wanted.Contains) && node.Reads.Any(descendants.Contains)))
        {
            wanted.UnionWith(node.Reads.Where(descendants.Contains));
            nodes.Add(node);
        }

        nodes.Reverse();
        return nodes;
    }

    private static Dictionary<string, OnnxNode> Producers(IReadOnlyList<OnnxNode> nodes)
    {
        var producers = new Dictionary<string, OnnxNode>();
        foreach (OnnxNode node in nodes)
        {
            foreach (string output in node.Outputs.Where(name => name.Length > 0))
                producers[output] = node;
        }

        return producers;
    }
}
