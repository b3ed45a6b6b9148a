using BirbCam.Onnx.Format;
using BirbCam.Onnx.Probing;

namespace BirbCam.Onnx.Layers;

/// <summary>Which axis of a tensor is what: a model may turn its axes round, and four axes alone do not make a picture.</summary>
internal static class AxisRoles
{
    private const string Picture = "NCHW";

    /// <summary>Operators that ONNX defines on channels-first pictures only.</summary>
    private static readonly HashSet<string> ChannelsFirst =
    [
        "Conv", "ConvTranspose", "MaxPool", "AveragePool", "LpPool", "GlobalAveragePool", "GlobalMaxPool",
        "BatchNormalization", "InstanceNormalization", "GroupNormalization", "LRN", "DepthToSpace", "SpaceToDepth",
    ];

    /// <summary>Operators whose result has other axes, or the same ones with another meaning.</summary>
    private static readonly HashSet<string> Rearranging = ["Reshape", "Flatten", "Squeeze", "Unsqueeze", "MatMul", "Gemm", "Einsum", "Gather", "ArgMax", "ArgMin"];

    /// <summary>The tensors that are channels-first pictures, as far as one can follow the axes from the convolutions on.</summary>
    public static HashSet<string> ChannelsFirstTensors(OnnxGraph graph, ProbeResult probe)
    {
        var roles = new Dictionary<string, string>();
        foreach (OnnxNode node in graph.Nodes.Where(node => node.IsStandard))
        {
            bool isPicture = node.Outputs is [string made, ..] && probe.Has(made) && probe[made].Shape.Count == Picture.Length;
            if (isPicture && RolesAfter(node, roles) is string found)
                roles[node.Outputs[0]] = found;
        }

        return [.. roles.Where(entry => entry.Value == Picture).Select(entry => entry.Key)];
    }

    private static string? RolesAfter(OnnxNode node, Dictionary<string, string> roles)
    {
        if (ChannelsFirst.Contains(node.Op))
            return Picture;
        if (Rearranging.Contains(node.Op))
            return null;

        string? before = node.Inputs.Select(input => roles.GetValueOrDefault(input)).FirstOrDefault(known => known is not null);
        if (before is null || node.Op != "Transpose")
            return before;

        int[] permutation = node.Integers("perm") ?? [3, 2, 1, 0];
        return string.Concat(permutation.Select(axis => before[axis]));
    }
}
