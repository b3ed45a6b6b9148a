using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Gradients;

/// <summary>
/// What a rule sees of the node that it differentiates: the gradients of the node's outputs, the forward tensors (asking for one makes it a constant
/// or an input of the backward model), and where to give the gradients of the node's inputs.
/// </summary>
internal sealed class NodeGradient(OnnxNode node, ReverseMode walk)
{
    private readonly HashSet<int> _given = [];
    private readonly HashSet<int> _read = [];

    public OnnxNode Node { get; } = node;

    /// <summary>Version of the operator set that the forward model was written for.</summary>
    public int Opset => walk.Opset;

    public GraphBuilder Graph => walk.Graph;

    /// <summary>Gradient of the first output.</summary>
    public Value G => OfOutput(0);

    /// <summary>Gradient of an output; zeros where nothing that leads to the score reads it.</summary>
    public Value OfOutput(int output)
    {
        _read.Add(output);
        return walk.GradientOf(Node.Outputs[output]) ?? Graph.Scalar(0).Expand(ShapeOfY(output));
    }

    /// <summary>Whether the output is there: optional ones may be left out.</summary>
    public bool HasOutput(int output) => Node.Outputs[output].Length > 0;

    /// <summary>Whether the gradient of this input is asked for.</summary>
    public bool Wants(int input) => Node.HasInput(input) && walk.IsActive(Node.Inputs[input]);

    /// <summary>The forward value of an input.</summary>
    public Value X(int input = 0) => walk.Forward(Node.Inputs[input]);

    /// <summary>The forward value of an output.</summary>
    public Value Y(int output = 0) => walk.Forward(Node.Outputs[output]);

    public int[] ShapeOfX(int input = 0) => walk.ShapeOf(Node.Inputs[input]);

    public int[] ShapeOfY(int output = 0) => walk.ShapeOf(Node.Outputs[output]);

    /// <summary>Whether an input is the same for every picture.</summary>
    public bool IsKnown(int input) => walk.ConstantOf(Node.Inputs[input]) is not null;

    /// <summary>The values of an input that is the same for every picture.</summary>
    /// <exception cref="UnsupportedOperatorException">It is not.</exception>
    public OnnxTensor Known(int input)
        => walk.ConstantOf(Node.Inputs[input]) ?? throw Unsupported($"whose input {input} depends on the picture");

    /// <summary>A setting that older operator sets keep in an attribute and newer ones in an input; null where it is not given.</summary>
    public float? Setting(string attribute, int input)
    {
        if (Node.HasInput(input))
            return Known(input).ToFloats()[0];
        return Node.Attributes.TryGetValue(attribute, out OnnxAttribute? found) ? found.Float : null;
    }

    /// <summary>A list that older operator sets keep in an attribute and newer ones in an input; null where it is not given.</summary>
    public int[]? List(string attribute, int input)
        => Node.HasInput(input) ? OnnxNode.Narrow(Known(input).ToIntegers()) : Node.Integers(attribute);

    /// <summary>An axis counted from the front.</summary>
    public static int Axis(long axis, int rank) => (int)(axis < 0 ? axis + rank : axis);

    /// <summary>Adds to the gradient of an input, if anyone wants it. A gradient of the shape that the input was broadcast to is summed up again.</summary>
    public void Give(int input, Value gradient)
    {
        if (!Wants(input))
            return;

        walk.Contribute(Node.Inputs[input], Broadcast.Undo(gradient, ShapeOfX(input)));
        _given.Add(input);
    }

    /// <summary>As <see cref="Give(int, Value)"/>, for a gradient that takes nodes to compute.</summary>
    public void Give(int input, Func<Value> gradient)
    {
        if (Wants(input))
            Give(input, gradient());
    }

    /// <summary>What the node itself makes of another tensor in place of its first input, at build time.</summary>
    public OnnxTensor Apply(OnnxTensor input) => walk.Apply(Node, input);

    /// <summary>A rule that forgets an input or an output would give a gradient that is wrong without a word: weights, too, may depend on the picture.</summary>
    /// <exception cref="UnsupportedOperatorException">An input that is wanted got nothing, or an output that has a gradient was not asked for it.</exception>
    public void CheckAllGiven()
    {
        for (int input = 0; input < Node.Inputs.Count; input++)
        {
            if (Wants(input) && !_given.Contains(input))
                throw Unsupported($"whose input {input} depends on the picture");
        }

        for (int output = 1; output < Node.Outputs.Count; output++)
        {
            if (walk.GradientOf(Node.Outputs[output]) is not null && !_read.Contains(output))
                throw Unsupported($"whose output {output} is used as well");
        }
    }

    public UnsupportedOperatorException InTraining() => Unsupported("in training mode: export the model for inference");

    public UnsupportedOperatorException Unsupported(string reason) => new(Node.QualifiedOp, Node.Name, reason);
}
