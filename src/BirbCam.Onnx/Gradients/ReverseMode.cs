using BirbCam.Onnx.Format;
using BirbCam.Onnx.Probing;

namespace BirbCam.Onnx.Gradients;

/// <summary>
/// Reverse-mode differentiation: goes through the nodes between target and score backwards, hands each the gradient of what it made, and
/// collects the gradients of what it read. Knows no operator; <see cref="GradientRules"/> knows them all.
/// </summary>
internal sealed class ReverseMode
{
    private readonly ProbeResult _probe;
    private readonly HashSet<string> _active;
    private readonly Dictionary<string, Value> _gradients = [];
    private readonly Dictionary<string, Value> _constants = [];

    private ReverseMode(OnnxGraph graph, ProbeResult probe, HashSet<string> active)
    {
        _probe = probe;
        _active = active;
        Opset = graph.Opset;
        Graph = new GraphBuilder(Names(graph));
    }

    public int Opset { get; }

    public GraphBuilder Graph { get; }

    /// <summary>The model that computes ∂⟨seed, score⟩/∂target.</summary>
    /// <exception cref="UnsupportedOperatorException">An operator on the way has no rule.</exception>
    /// <exception cref="OnnxFormatException">No way leads from the target to the score.</exception>
    public static BackwardModel Differentiate(OnnxGraph graph, ProbeResult probe, string score, string target)
    {
        // Whole numbers and conditions end the way: their derivative is zero.
        HashSet<string> active = graph.DescendantsOf(target, made => probe.Has(made) && probe[made].Type.IsReal() && probe.ConstantOf(made) is null);
        if (!active.Contains(score))
            throw WhyNot(graph, probe, score, target);

        return new ReverseMode(graph, probe, active).Walk(graph, score, target);
    }

    public Value? GradientOf(string tensor) => _gradients.GetValueOrDefault(tensor);

    /// <summary>Whether the tensor lies between target and score.</summary>
    public bool IsActive(string tensor) => _active.Contains(tensor);

    public int[] ShapeOf(string tensor) => [.. _probe[tensor].Shape];

    /// <summary>Real numbers come as floats, whatever they are in the model.</summary>
    public OnnxTensor? ConstantOf(string tensor) => _probe.ConstantOf(tensor) is OnnxTensor constant ? AsFloats(constant) : null;

    /// <summary>A tensor of the forward model: baked where it never changes, else an input of the backward model.</summary>
    public Value Forward(string tensor)
    {
        if (_probe.ConstantOf(tensor) is not null)
            return _constants.TryGetValue(tensor, out Value? known) ? known : _constants[tensor] = Graph.Constant(ConstantOf(tensor)!);

        TensorInfo info = _probe[tensor];
        return Graph.Input(tensor, info.Type, [.. info.Shape]);
    }

    public void Contribute(string tensor, Value gradient)
        => _gradients[tensor] = _gradients.TryGetValue(tensor, out Value? others) ? others + gradient : gradient;

    /// <summary>What the node makes of another tensor in place of its first input; its other inputs must be known.</summary>
    public OnnxTensor Apply(OnnxNode node, OnnxTensor input)
    {
        var graph = new ProtoWriter();
        graph.Bytes(1, node.Raw.Span);
        graph.Message(11, OnnxWriter.TensorInfo(node.Inputs[0], input.Type, input.Shape));
        foreach (string other in node.Inputs.Skip(1).Where(name => name.Length > 0).Distinct())
        {
            OnnxTensor known = ConstantOf(other)
                ?? throw new UnsupportedOperatorException(node.QualifiedOp, node.Name, "whose settings depend on the picture");
            graph.Message(5, OnnxWriter.Tensor(other, known));
        }

        graph.Message(12, new ProtoWriter().Text(1, node.Outputs[0]));
        return Probe.Evaluate(OnnxWriter.Model(graph, Opset), node.Inputs[0], input, node.Outputs[0]);
    }

    private BackwardModel Walk(OnnxGraph graph, string score, string target)
    {
        string seed = Graph.FreshName("seed");
        Contribute(score, Graph.Input(seed, ElementType.Float, ShapeOf(score)));
        foreach (OnnxNode node in graph.Nodes.Reverse())
        {
            if (!node.Outputs.Any(_gradients.ContainsKey) || !node.Reads.Any(_active.Contains))
                continue;

            GradientRule rule = GradientRules.Find(node) ?? throw new UnsupportedOperatorException(node.QualifiedOp, node.Name);
            CheckNotEmpty(node);
            var gradient = new NodeGradient(node, this);
            try
            {
                rule(gradient);
            }
            catch (Exception unknown) when (unknown is IndexOutOfRangeException or ArgumentException or ArithmeticException or InvalidOperationException)
            {
                // Rules trust what ONNX says about an operator, and the runtime lets more through than that.
                throw new UnsupportedOperatorException(node.QualifiedOp, node.Name, "as it is used here");
            }
            catch (OnnxFormatException refused)
            {
                throw new UnsupportedOperatorException(node.QualifiedOp, node.Name, $"as it is used here: {refused.Message}");
            }

            gradient.CheckAllGiven();
            if (Graph.Length > ModelFile.MaxBytes)
                throw new UnsupportedOperatorException(node.QualifiedOp, node.Name, $"since the derivative from there on takes more than {ModelFile.MaxBytes >> 20} MiB");
        }

        (byte[] model, string output) = Graph.Finish(_gradients[target]);
        return new BackwardModel(model, [.. Graph.Inputs.Where(input => input != seed)], seed, output);
    }

    /// <summary>Where there is nothing, there is no gradient, and a backward model of such shapes means something else: in a reshape a zero is no size.</summary>
    private void CheckNotEmpty(OnnxNode node)
    {
        if (node.Inputs.Concat(node.Outputs).Any(tensor => _probe.Has(tensor) && IsActive(tensor) && _probe[tensor].Shape.Contains(0)))
            throw new UnsupportedOperatorException(node.QualifiedOp, node.Name, "on a tensor without elements");
    }

    /// <summary>No real numbers lead from the target to the score: either nothing does, or whole numbers carry the values on a part of the way.</summary>
    private static Exception WhyNot(OnnxGraph graph, ProbeResult probe, string score, string target)
    {
        HashSet<string> carried = graph.DescendantsOf(target, _ => true);
        OnnxNode? rounding = graph.Nodes.FirstOrDefault(
            node => node.Reads.Any(carried.Contains) && node.Outputs.Any(output => probe.Has(output) && !probe[output].Type.IsReal()));
        return carried.Contains(score) && rounding is not null
            ? new UnsupportedOperatorException(rounding.QualifiedOp, rounding.Name, "which makes whole numbers of the values on their way to the score")
            : new OnnxFormatException($"the score '{score}' does not depend on the tensor '{target}'");
    }

    private static OnnxTensor AsFloats(OnnxTensor constant)
        => constant.Type.IsReal() && constant.Type != ElementType.Float ? OnnxTensor.Of(constant.ToFloats(), constant.Shape) : constant;

    private static HashSet<string> Names(OnnxGraph graph)
        => [.. graph.Nodes.SelectMany(node => node.Inputs.Concat(node.Outputs)), .. graph.Inputs.Select(input => input.Name), .. graph.Initializers.Keys];
}
