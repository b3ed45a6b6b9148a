using System.Collections.Frozen;
using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Gradients;

/// <summary>Gives each input of a node its gradient: the vector–Jacobian product of the node.</summary>
internal delegate void GradientRule(NodeGradient node);

/// <summary>
/// The table from operator to vector–Jacobian product. A new operator is one more line. In the formulas G is the gradient of the output Y, and X(i) the
/// input i; rules that can use Y do, because saving an activation's input keeps ONNX Runtime from fusing it into the convolution before it.
/// </summary>
internal static class GradientRules
{
    private static readonly FrozenDictionary<string, GradientRule> Table = new Dictionary<string, GradientRule>
    {
        ["Identity"] = node => node.Give(0, node.G),
        ["Dropout"] = node => node.Give(0, node.G),
        ["Cast"] = node => node.Give(0, node.G),
        ["Reshape"] = ShapeRules.Reshape,
        ["Flatten"] = ShapeRules.Reshape,
        ["Squeeze"] = ShapeRules.Reshape,
        ["Unsqueeze"] = ShapeRules.Reshape,
        ["Transpose"] = ShapeRules.Transpose,
        ["Concat"] = ShapeRules.Concat,
        ["Split"] = ShapeRules.Split,
        ["Slice"] = ShapeRules.Slice,

        ["Relu"] = node => node.Give(0, (node.Y() > 0).Keep(node.G)),
        ["Clip"] = ActivationRules.Clip,
        ["Sigmoid"] = node => node.Give(0, node.G * node.Y() * (1 - node.Y())),
        ["Tanh"] = node => node.Give(0, node.G * (1 - (node.Y() * node.Y()))),
        ["HardSigmoid"] = ActivationRules.HardSigmoid,
        ["HardSwish"] = ActivationRules.HardSwish,
        ["LeakyRelu"] = ActivationRules.LeakyRelu,
        ["PRelu"] = ActivationRules.PRelu,
        ["Elu"] = ActivationRules.Elu,
        ["Softmax"] = ActivationRules.Softmax,
        ["LogSoftmax"] = ActivationRules.LogSoftmax,

        ["Add"] = ArithmeticRules.Add,
        ["Sub"] = ArithmeticRules.Sub,
        ["Mul"] = ArithmeticRules.Mul,
        ["Div"] = ArithmeticRules.Div,
        ["Sum"] = ArithmeticRules.Add,
        ["Exp"] = node => node.Give(0, node.G * node.Y()),
        ["Log"] = node => node.Give(0, node.G / node.X()),
        ["Sqrt"] = node => node.Give(0, node.G * 0.5f / node.Y()),
        ["Neg"] = node => node.Give(0, -node.G),

        ["MatMul"] = MatrixRules.MatMul,
        ["Gemm"] = MatrixRules.Gemm,

        ["Conv"] = ConvolutionRules.Conv,
        ["BatchNormalization"] = NormalizationRules.BatchNormalization,

        ["MaxPool"] = PoolingRules.MaxPool,
        ["GlobalMaxPool"] = PoolingRules.GlobalMaxPool,
        ["AveragePool"] = PoolingRules.AveragePool,
        ["GlobalAveragePool"] = PoolingRules.GlobalAveragePool,
        ["ReduceMean"] = ReductionRules.Mean,
        ["ReduceSum"] = ReductionRules.Sum,
    }.ToFrozenDictionary();

    public static IReadOnlyCollection<string> Operators => Table.Keys;

    /// <summary>Null where there is none, as for every operator outside ONNX's own domain.</summary>
    public static GradientRule? Find(OnnxNode node) => node.IsStandard ? Table.GetValueOrDefault(node.Op) : null;
}
