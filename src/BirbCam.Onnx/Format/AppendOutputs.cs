namespace BirbCam.Onnx.Format;

/// <summary>
/// Exposes inner tensors of a finished model. Protobuf merges a repeated embedded message, so appending one more <c>graph</c> that holds
/// nothing but <c>output</c> entries is enough: about 16 bytes an output, and not one byte of the user's model is written anew.
/// </summary>
internal static class AppendOutputs
{
    /// <param name="graph">What the bytes say.</param>
    /// <param name="names">Tensors of the graph, each once; those that are outputs already are left as they are.</param>
    public static byte[] To(ReadOnlySpan<byte> model, OnnxGraph graph, IEnumerable<string> names)
    {
        HashSet<string> declared = [.. graph.Outputs.Select(output => output.Name)];
        return To(model, names.Where(name => !declared.Contains(name)));
    }

    /// <param name="names">Tensors of the graph that are not outputs already.</param>
    public static byte[] To(ReadOnlySpan<byte> model, IEnumerable<string> names)
    {
        var graph = new ProtoWriter();
        foreach (string name in names)
            graph.Message(12, new ProtoWriter().Text(1, name));

        var appendix = new ProtoWriter().Message(7, graph);
        return [.. model, .. appendix.Written];
    }
}
