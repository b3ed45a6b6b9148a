using BirbCam.Onnx.Format;
using BirbCam.Onnx.Probing;

namespace BirbCam.Onnx.Layers;

/// <summary>Which axis of a tensor is what: a model may turn its axes round, or lay rows and columns in one, and four axes alone do not make a picture.</summary>
/// <param name="Letters">One for each axis: N, C, H, W, T for tokens (rows and columns in one), or another for what is none of these.</param>
/// <param name="Rows">Rows of the picture that the tokens lie in; 0 where there are none.</param>
/// <param name="Columns">Columns of the picture that the tokens lie in; 0 where there are none.</param>
/// <param name="TokensBefore">Tokens that stand before those of the picture: a class token.</param>
internal sealed record AxisRoles(string Letters, int Rows = 0, int Columns = 0, int TokensBefore = 0)
{
    public const char Channel = 'C';
    public const char Row = 'H';
    public const char Column = 'W';
    public const char Token = 'T';
    public const char Other = '-';

    public static readonly AxisRoles ChannelsFirst = new("NCHW");
    public static readonly AxisRoles ChannelsLast = new("NHWC");

    /// <summary>Operators that are defined on channels-first pictures only, those of ONNX Runtime's own domain among them.</summary>
    private static readonly HashSet<string> OnChannelsFirst =
    [
        "Conv", "ConvTranspose", "MaxPool", "AveragePool", "LpPool", "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool",
        "BatchNormalization", "InstanceNormalization", "GroupNormalization", "LRN", "DepthToSpace", "SpaceToDepth",
        "FusedConv", "QLinearConv", "ConvInteger",
    ];

    /// <summary>Operators whose result has other axes, or the same ones with another meaning.</summary>
    private static readonly HashSet<string> Rearranging = ["Einsum", "Gather", "GatherND", "GatherElements", "ArgMax", "ArgMin", "Gemm", "NonZero", "TopK", "OneHot", "Shape"];

    /// <summary>Operators between two reshapes that leave every value where it is.</summary>
    private static readonly HashSet<string> InPlace = ["InstanceNormalization", "LayerNormalization", "MeanVarianceNormalization", "Add", "Sub", "Mul", "Div"];

    /// <summary>
    /// The axes before a reshape that mixed them, and the sizes they had; null where the axes are known. A normalisation of groups of channels is
    /// exported as one of mixed axes, and the reshape back finds these again.
    /// </summary>
    private (AxisRoles Roles, IReadOnlyList<int> Shape)? Folded { get; init; }

    private bool IsRegrouped => Folded is not null || Letters.Contains(Token);

    /// <summary>The axes of every tensor, as far as one can follow them from the picture on.</summary>
    public static IReadOnlyDictionary<string, AxisRoles> Follow(OnnxGraph graph, ProbeResult probe, TensorInfo picture)
    {
        var roles = new Dictionary<string, AxisRoles>();
        if (picture.Shape is [_, int first, _, int last])
            roles[picture.Name] = IsColours(last) && !IsColours(first) ? ChannelsLast : ChannelsFirst;

        foreach (OnnxNode node in graph.Nodes)
        {
            foreach (string made in node.Outputs.Where(name => name.Length > 0 && probe.Has(name)))
            {
                if (After(node, probe, probe[made].Shape, roles) is AxisRoles found)
                    roles[made] = found;
            }
        }

        return roles;
    }

    private static bool IsColours(int size) => size is 1 or 3 or 4;

    private static AxisRoles? After(OnnxNode node, ProbeResult probe, IReadOnlyList<int> shape, Dictionary<string, AxisRoles> known)
    {
        if (InPlace.Contains(node.Op) && node.Reads.FirstOrDefault(read => known.GetValueOrDefault(read)?.IsRegrouped == true) is string regrouped)
            return probe[regrouped].Shape.SequenceEqual(shape) ? known[regrouped] : null;
        if (OnChannelsFirst.Contains(node.Op))
            return shape.Count == ChannelsFirst.Letters.Length ? ChannelsFirst : null;
        if (Rearranging.Contains(node.Op) || node.Reads.FirstOrDefault(read => IsKnown(read, known, node.Op, shape.Count)) is not string source)
            return null;

        AxisRoles before = known[source];
        IReadOnlyList<int> from = probe[source].Shape;
        return node.Op switch
        {
            "Transpose" => before.Permuted(node.Integers("perm") ?? [.. Enumerable.Range(0, from.Count).Reverse()]),
            "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze" => before.Reshaped(from, shape),
            "MatMul" => before.Multiplied(from, shape, node.Inputs[0] == source),
            "Concat" => before.Joined(node, source, probe, shape.Count),
            "Slice" => before.Cut(node, probe, shape),
            _ => before.Kept(from, shape),
        };
    }

    /// <summary>Operators that do not change the axes take them from the first input that has as many.</summary>
    private static bool IsKnown(string tensor, Dictionary<string, AxisRoles> known, string op, int rank)
        => known.TryGetValue(tensor, out AxisRoles? roles) && (roles.Letters.Length == rank || op is "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze");

    private AxisRoles? Permuted(int[] permutation)
        => permutation.All(axis => axis >= 0 && axis < Letters.Length) ? this with { Letters = string.Concat(permutation.Select(axis => Letters[axis])) } : null;

    private AxisRoles? Reshaped(IReadOnlyList<int> from, IReadOnlyList<int> to)
    {
        if (Folded is not (AxisRoles roles, IReadOnlyList<int> shape))
            return Regrouped(from, to) ?? new AxisRoles("") { Folded = (this, from) };
        return to.SequenceEqual(shape) ? roles : this;
    }

    /// <summary>Rows and columns may become tokens and back, and axes of size one may come and go; anything else loses the trace.</summary>
    private AxisRoles? Regrouped(IReadOnlyList<int> from, IReadOnlyList<int> to)
    {
        (string letters, AxisRoles after) = ("", this);
        int i = 0;
        for (int j = 0; j < to.Count; j++)
        {
            while (i < from.Count && from[i] == 1 && to[j] != 1)
                i++;

            if (i < from.Count && from[i] == to[j])
            {
                letters += Letters[i++];
            }
            else if (i + 1 < from.Count && Letters[i] == Row && Letters[i + 1] == Column && from[i] * from[i + 1] == to[j])
            {
                letters += Token;
                after = after with { Rows = from[i], Columns = from[i + 1], TokensBefore = 0 };
                i += 2;
            }
            else if (i < from.Count && j + 1 < to.Count && Letters[i] == Token && TokensBefore == 0 && from[i] == Rows * Columns && (to[j], to[j + 1]) == (Rows, Columns))
            {
                letters += $"{Row}{Column}";
                (i, j) = (i + 1, j + 1);
            }
            else if (to[j] == 1)
            {
                letters += Other;
            }
            else
            {
                return null;
            }
        }

        return from.Skip(i).All(size => size == 1) ? after with { Letters = letters } : null;
    }

    /// <summary>A matrix on the right changes the channels, where they are the last axis.</summary>
    private AxisRoles? Multiplied(IReadOnlyList<int> from, IReadOnlyList<int> to, bool isLeft)
        => isLeft && Letters[^1] == Channel && from.SkipLast(1).SequenceEqual(to.SkipLast(1)) ? this : null;

    /// <summary>What is joined before the tokens shifts them; rows and columns of two pictures side by side are no picture.</summary>
    private AxisRoles? Joined(OnnxNode node, string source, ProbeResult probe, int rank)
    {
        int axis = (int)node.Integer("axis", 1);
        axis += axis < 0 ? rank : 0;
        if (axis < 0 || axis >= rank || Letters[axis] is Row or Column)
            return null;
        if (Letters[axis] != Token)
            return this;

        int before = node.Inputs.TakeWhile(input => input != source).Sum(input => probe[input].Shape[axis]);
        return this with { TokensBefore = TokensBefore + before };
    }

    /// <summary>Taking class tokens away moves the others to the front.</summary>
    private AxisRoles? Cut(OnnxNode node, ProbeResult probe, IReadOnlyList<int> to)
    {
        int token = Letters.IndexOf(Token);
        if (token < 0)
            return this;

        int[]? starts = Setting("starts", 1), axes = Setting("axes", 3), steps = Setting("steps", 4);
        int axis = axes is [int named, ..] ? named : 0;
        if (starts is not [int start] || steps is [not 1, ..])
            return null;
        if ((axis < 0 ? axis + Letters.Length : axis) != token)
            return this;

        int left = TokensBefore - start;
        return start >= 0 && left >= 0 && left + (Rows * Columns) <= to[token] ? this with { TokensBefore = left } : null;

        int[]? Setting(string attribute, int input)
            => node.HasInput(input) && probe.ConstantOf(node.Inputs[input]) is OnnxTensor known ? OnnxNode.Narrow(known.ToIntegers()) : node.Integers(attribute);
    }

    /// <summary>Element by element, or a normalisation: the tokens stay as many as they were.</summary>
    private AxisRoles? Kept(IReadOnlyList<int> from, IReadOnlyList<int> to)
    {
        int token = Letters.IndexOf(Token);
        return token < 0 || from[token] == to[token] ? this : null;
    }
}
