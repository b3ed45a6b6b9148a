using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Gradients;

/// <summary>
/// A tensor of the backward graph. Arithmetic on values adds nodes to the graph that they belong to, so that a rule reads like the formula it stands for.
/// </summary>
internal sealed record Value(GraphBuilder Graph, string Name, int[] Shape)
{
    public int Rank => Shape.Length;

    public int Count => Shapes.Count(Shape);

    public static Value operator +(Value a, Value b) => a.Graph.Elementwise("Add", a, b);

    public static Value operator +(Value a, float b) => a + a.Graph.Scalar(b);

    public static Value operator +(float a, Value b) => b + a;

    public static Value operator -(Value a, Value b) => a.Graph.Elementwise("Sub", a, b);

    public static Value operator -(Value a, float b) => a - a.Graph.Scalar(b);

    public static Value operator -(float a, Value b) => b.Graph.Scalar(a) - b;

    public static Value operator -(Value a) => a.Graph.Elementwise("Neg", a);

    public static Value operator *(Value a, Value b) => a.Graph.Elementwise("Mul", a, b);

    public static Value operator *(Value a, float b) => b == 1 ? a : a * a.Graph.Scalar(b);

    public static Value operator *(float a, Value b) => b * a;

    public static Value operator /(Value a, Value b) => a.Graph.Elementwise("Div", a, b);

    public static Value operator /(Value a, float b) => a / a.Graph.Scalar(b);

    public static Value operator /(float a, Value b) => b.Graph.Scalar(a) / b;

    /// <summary>A condition, for <see cref="Where"/>.</summary>
    public static Value operator >(Value a, Value b) => a.Graph.Elementwise("Greater", a, b);

    public static Value operator <(Value a, Value b) => a.Graph.Elementwise("Less", a, b);

    public static Value operator >(Value a, float b) => a > a.Graph.Scalar(b);

    public static Value operator <(Value a, float b) => a < a.Graph.Scalar(b);

    public static Value operator &(Value a, Value b) => a.Graph.Elementwise("And", a, b);

    /// <summary>1 where both are the same, else 0.</summary>
    public Value SameAs(Value other) => Graph.Elementwise("Equal", this, other).Where(Graph.Scalar(1), Graph.Scalar(0));

    /// <summary>Element by element, for this condition.</summary>
    public Value Where(Value holds, Value fails) => Graph.Elementwise("Where", this, holds, fails);

    /// <summary><paramref name="value"/> where this condition holds, else 0.</summary>
    public Value Keep(Value value) => Where(value, Graph.Scalar(0));

    /// <summary>An operator of one input that works element by element: <c>Exp</c>, <c>Log</c>, <c>Sign</c> …</summary>
    public Value Map(string op) => Graph.Elementwise(op, this);

    public Value Reshape(params int[] shape)
        => Shape.AsSpan().SequenceEqual(shape) ? this : Graph.Node("Reshape", shape, [this, Graph.Integers(shape)]);

    /// <summary>Repeated along axes of size one, which may be missing at the front.</summary>
    public Value Expand(params int[] shape)
        => Shape.AsSpan().SequenceEqual(shape) ? this : Graph.Node("Expand", shape, [this, Graph.Integers(shape)]);

    /// <param name="permutation">Axis i of the result is axis permutation[i] of this.</param>
    public Value Transpose(params int[] permutation)
        => Graph.Node("Transpose", Array.ConvertAll(permutation, axis => Shape[axis]), [this], OnnxAttribute.Of("perm", permutation));

    /// <summary>Matrix transpose: the last two axes change places.</summary>
    public Value Transposed()
    {
        int[] permutation = [.. Enumerable.Range(0, Rank)];
        (permutation[^1], permutation[^2]) = (permutation[^2], permutation[^1]);
        return Transpose(permutation);
    }

    /// <summary>Matrix product over the last two axes; the others are broadcast. Both have two axes or more.</summary>
    public Value MatMul(Value other)
        => Graph.Node("MatMul", [.. Broadcast.Shape(Shape[..^2], other.Shape[..^2]), Shape[^2], other.Shape[^1]], [this, other]);

    /// <summary>Summed over the axes, which stay with size one.</summary>
    public Value Sum(params int[] axes)
        => axes.Length == 0 ? this : Graph.Node("ReduceSum", ReducedShape(axes), [this, Graph.Integers(axes)], OnnxAttribute.Of("keepdims", 1));

    /// <summary>Averaged over the axes, which stay with size one.</summary>
    public Value Mean(params int[] axes) => Sum(axes) / axes.Aggregate(1f, (product, axis) => product * Shape[axis]);

    /// <summary>The part that starts at <paramref name="start"/> and has <paramref name="length"/> elements along one axis.</summary>
    public Value Slice(int axis, int start, int length)
    {
        if (length == Shape[axis])
            return this;

        int[] shape = [.. Shape];
        shape[axis] = length;
        return Graph.Node("Slice", shape, [this, Graph.Integers(start), Graph.Integers(start + length), Graph.Integers(axis)]);
    }

    /// <summary>With zeros around it.</summary>
    /// <param name="before">How many at the start of each axis; a negative number takes values away.</param>
    /// <param name="after">How many at the end of each axis.</param>
    public Value Pad(int[] before, int[] after)
    {
        int[] shape = [.. Shape.Select((size, axis) => before[axis] + size + after[axis])];
        return Graph.Node("Pad", shape, [this, Graph.Integers([.. before, .. after])]);
    }

    /// <summary>Adds each of these values to a place in a tensor of zeros.</summary>
    /// <param name="places">One index into the flattened result for each value.</param>
    /// <param name="shape">Shape of the result.</param>
    public Value ScatterInto(Value places, int[] shape)
    {
        int count = Shapes.Count(shape);
        Value zeros = Graph.Scalar(0).Expand(count);
        return Graph.Node(
            "ScatterElements",
            [count],
            [zeros, places.Reshape(places.Count), Reshape(Count)],
            OnnxAttribute.Of("axis", 0),
            OnnxAttribute.Of("reduction", "add")).Reshape(shape);
    }

    private int[] ReducedShape(int[] axes)
    {
        int[] shape = [.. Shape];
        foreach (int axis in axes)
            shape[axis] = 1;
        return shape;
    }
}
