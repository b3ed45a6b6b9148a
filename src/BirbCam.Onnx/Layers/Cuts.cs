using BirbCam.Onnx.Format;
using BirbCam.Onnx.Probing;

namespace BirbCam.Onnx.Layers;

/// <summary>Finds the tensors that everything passes through on the way from the picture to the score: a layer that is one of them explains the whole decision.</summary>
internal static class Cuts
{
    /// <summary>In the order in which they are computed; the picture itself and the score are not among them.</summary>
    public static IReadOnlyList<string> Between(OnnxGraph graph, ProbeResult probe, string picture, string score)
    {
        IReadOnlyList<OnnxNode> way = graph.NodesBetween(picture, score, made => probe.Has(made) && probe.ConstantOf(made) is null);
        Dictionary<string, int> readersLeft = CountReaders(way);

        // A tensor is alive from the node that makes it to the last node that reads it. Where only one is alive, it is a cut.
        HashSet<string> alive = [picture];
        List<string> cuts = [];
        foreach (OnnxNode node in way)
        {
            foreach (string read in node.Reads.Distinct().Where(alive.Contains))
            {
                if (--readersLeft[read] == 0)
                    alive.Remove(read);
            }

            alive.UnionWith(node.Outputs.Where(readersLeft.ContainsKey));
            if (alive.Count == 1 && alive.First() != picture)
                cuts.Add(alive.First());
        }

        return cuts;
    }

    private static Dictionary<string, int> CountReaders(IEnumerable<OnnxNode> way)
    {
        var readers = new Dictionary<string, int>();
        foreach (string read in way.SelectMany(node => node.Reads.Distinct()))
            readers[read] = readers.GetValueOrDefault(read) + 1;
        return readers;
    }
}
