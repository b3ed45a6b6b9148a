using BirbCam.Onnx.Format;

namespace BirbCam.Onnx;

/// <summary>What a model's file says about itself, without running it.</summary>
/// <param name="Opset">Version of ONNX's own operator set.</param>
/// <param name="Inputs">Sizes that the model leaves open are -1.</param>
/// <param name="Operators">How often each operator occurs, by name in one line; foreign ones with their domain.</param>
/// <param name="WithoutGradient">Operators of the model that no gradient rule exists for. They matter only between the explained layer and the score.</param>
/// <param name="Metadata">Free texts that the exporter left.</param>
public sealed record ModelDescription(
    int Opset,
    IReadOnlyList<TensorInfo> Inputs,
    IReadOnlyList<TensorInfo> Outputs,
    IReadOnlyDictionary<string, int> Operators,
    IReadOnlyList<string> WithoutGradient,
    IReadOnlyDictionary<string, string> Metadata)
{
    /// <exception cref="OnnxFormatException">Not an ONNX model, or a damaged one.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ModelDescription Of(ModelFile file) => Of(file.Graph);

    internal static ModelDescription Of(OnnxGraph graph)
    {
        var operators = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (string op in graph.Nodes.Select(Shown))
            operators[op] = operators.GetValueOrDefault(op) + 1;

        string[] without = [.. graph.Nodes.Where(node => Gradients.GradientRules.Find(node) is null).Select(Shown).Distinct().Order(StringComparer.Ordinal)];
        return new ModelDescription(graph.Opset, graph.Inputs, graph.Outputs, operators, without, graph.Metadata);
    }

    private static string Shown(OnnxNode node) => OneLine.Of(node.QualifiedOp);
}
