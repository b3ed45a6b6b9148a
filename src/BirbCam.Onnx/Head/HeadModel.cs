using BirbCam.Onnx.Format;
using BirbCam.Onnx.Probing;

namespace BirbCam.Onnx.Head;

/// <summary>
/// What the user's model does after the explained layer, as a model of its own: the same nodes, byte for byte, fed with the layer. It tells what
/// becomes of the score when the layer's values change, for every operator that ONNX Runtime can run.
/// </summary>
/// <param name="Model">The serialised model.</param>
/// <param name="Saved">Other tensors of the forward model that it reads, under the same names; none where everything passes through the layer.</param>
/// <param name="Target">Input: the layer, under its own name and in its own type.</param>
/// <param name="Score">Output: the logits.</param>
/// <param name="IsQuantised">Whether whole numbers carry the values somewhere on the way, so that small changes are lost.</param>
public sealed record HeadModel(byte[] Model, IReadOnlyList<string> Saved, TensorInfo Target, TensorInfo Score, bool IsQuantised)
{
    /// <exception cref="OnnxFormatException">The score does not depend on the layer.</exception>
    internal static HeadModel Of(ModelFile file, ProbeResult probe, TensorInfo target, TensorInfo score)
    {
        // Whatever the type: quantised tensors carry the values in whole numbers.
        IReadOnlyList<OnnxNode> nodes = file.Graph.NodesBetween(target.Name, score.Name, _ => true);
        if (nodes.Count == 0)
            throw new OnnxFormatException($"the score '{score.Name}' does not depend on the tensor '{target.Name}'");

        HashSet<string> made = [.. nodes.SelectMany(node => node.Outputs), target.Name];
        var graph = new ProtoWriter().Text(2, "head");
        graph.Message(11, OnnxWriter.TensorInfo(target.Name, target.Type, target.Shape));

        List<string> saved = [];
        foreach (OnnxNode node in nodes)
            graph.Bytes(1, node.Raw.Span);

        // What the probe does not know is made and read inside of a body.
        foreach (string read in nodes.SelectMany(node => node.Reads).Distinct().Where(read => !made.Contains(read) && probe.Has(read)))
        {
            if (probe.ConstantOf(read) is OnnxTensor constant)
            {
                graph.Message(5, OnnxWriter.Tensor(read, constant));
                continue;
            }

            TensorInfo info = probe[read];
            graph.Message(11, OnnxWriter.TensorInfo(read, info.Type, info.Shape));
            saved.Add(read);
        }

        graph.Message(12, new ProtoWriter().Text(1, score.Name));
        bool isQuantised = made.Any(tensor => probe.Has(tensor) && probe[tensor].Type is ElementType.UInt8 or ElementType.Int8);
        return new HeadModel(WithHeader(file.Bytes, graph), saved, target, score, isQuantised);
    }

    /// <summary>The versions and local functions that the user's file declares, which its nodes rely on.</summary>
    private static byte[] WithHeader(ReadOnlyMemory<byte> model, ProtoWriter graph)
    {
        var head = new ProtoWriter();
        var field = new ProtoReader(model);
        while (field.Next())
        {
            if (field.Field == 1)
                head.Integer(1, field.Integer);
            else if (field.Field is 8 or 25)
                head.Bytes(field.Field, field.Bytes.Span);
        }

        return head.Message(7, graph).Written.ToArray();
    }
}
