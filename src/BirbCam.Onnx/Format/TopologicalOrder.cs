namespace BirbCam.Onnx.Format;

/// <summary>Kahn's algorithm, without recursion: a chain of a million nodes must not overflow the stack.</summary>
internal static class TopologicalOrder
{
    /// <summary>The nodes, each after those that it reads from; otherwise in the order of the file.</summary>
    /// <exception cref="OnnxFormatException">Two nodes make one tensor, or a node needs its own result.</exception>
    public static IReadOnlyList<OnnxNode> Sort(IReadOnlyList<OnnxNode> nodes)
    {
        Dictionary<string, int> producers = Producers(nodes);
        int[] waitsFor = new int[nodes.Count];
        var readers = new List<int>[nodes.Count];
        for (int node = 0; node < nodes.Count; node++)
        {
            foreach (string name in nodes[node].Reads.Distinct())
            {
                if (!producers.TryGetValue(name, out int producer))
                    continue;

                waitsFor[node]++;
                (readers[producer] ??= []).Add(node);
            }
        }

        var ready = new PriorityQueue<int, int>();
        for (int node = 0; node < nodes.Count; node++)
        {
            if (waitsFor[node] == 0)
                ready.Enqueue(node, node);
        }

        var sorted = new List<OnnxNode>(nodes.Count);
        while (ready.TryDequeue(out int node, out _))
        {
            sorted.Add(nodes[node]);
            foreach (int reader in readers[node] ?? [])
            {
                if (--waitsFor[reader] == 0)
                    ready.Enqueue(reader, reader);
            }
        }

        return sorted.Count == nodes.Count ? sorted : throw new OnnxFormatException("damaged model: its graph has a cycle");
    }

    private static Dictionary<string, int> Producers(IReadOnlyList<OnnxNode> nodes)
    {
        var producers = new Dictionary<string, int>();
        for (int node = 0; node < nodes.Count; node++)
        {
            foreach (string output in nodes[node].Outputs.Where(name => name.Length > 0))
            {
                if (!producers.TryAdd(output, node))
                    throw new OnnxFormatException($"damaged model: two nodes make the tensor '{output}'");
            }
        }

        return producers;
    }
}
