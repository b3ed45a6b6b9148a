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
