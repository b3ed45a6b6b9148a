using System.Collections.Frozen;
using BirbCam.Onnx.Format;
using BirbCam.Onnx.Gradients.Rules;

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
        ["Dropout"] = ShapeRules.Dropout,
        ["Cast"] = node => node.Give(0, node.G),
        ["CastLike"] = ShapeRules.CastLike,
        ["Expand"] = node => node.Give(0, node.G),
        ["Reshape"] = ShapeRules.Reshape,
        ["Flatten"] = ShapeRules.Reshape,
        ["Squeeze"] = ShapeRules.Reshape,
        ["Unsqueeze"] = ShapeRules.Reshape,
        ["Transpose"] = ShapeRules.Transpose,
        ["Concat"] = ShapeRules.Concat,
        ["Split"] = ShapeRules.Split,
        ["Slice"] = MovementRules.Slice,
        ["Pad"] = MovementRules.Pad,
        ["Gather"] = MovementRules.Gather,
        ["GatherND"] = MovementRules.Gather,
        ["GatherElements"] = MovementRules.Gather,
        ["Scatter"] = MovementRules.Scatter,
        ["ScatterND"] = MovementRules.Scatter,
        ["ScatterElements"] = MovementRules.Scatter,
        ["TopK"] = MovementRules.TopK,
        ["Tile"] = MovementRules.BackToOrigin,
        ["Compress"] = MovementRules.BackToOrigin,
        ["ReverseSequence"] = MovementRules.BackToOrigin,
        ["Trilu"] = MovementRules.BackToOrigin,
        ["CenterCropPad"] = MovementRules.BackToOrigin,
        ["DepthToSpace"] = MovementRules.BackToOrigin,
        ["SpaceToDepth"] = MovementRules.BackToOrigin,
        ["Resize"] = ResizeRules.Resize,
        ["Upsample"] = ResizeRules.Resize,

        ["Relu"] = node => node.Give(0, (node.Y() > 0).Keep(node.G)),
        ["Clip"] = ActivationRules.Clip,
        ["Sigmoid"] = node => node.Give(0, node.G * node.Y() * (1 - node.Y())),
        ["Tanh"] = node => node.Give(0, node.G * (1 - (node.Y() * node.Y()))),
        ["HardSigmoid"] = ActivationRules.HardSigmoid,
        ["HardSwish"] = ActivationRules.HardSwish,
        ["LeakyRelu"] = ActivationRules.LeakyRelu,
        ["PRelu"] = ActivationRules.PRelu,
        ["ThresholdedRelu"] = ActivationRules.ThresholdedRelu,
        ["Elu"] = ActivationRules.Elu,
        ["Selu"] = ActivationRules.Selu,
        ["Celu"] = ActivationRules.Celu,
        ["Gelu"] = ActivationRules.Gelu,
        ["Mish"] = ActivationRules.Mish,
        ["Softplus"] = node => node.Give(0, node.G * node.X().Map("Sigmoid")),
        ["Softsign"] = ActivationRules.Softsign,
        ["Shrink"] = ActivationRules.Shrink,
        ["Softmax"] = ActivationRules.Softmax,
        ["LogSoftmax"] = ActivationRules.LogSoftmax,

        ["Add"] = ArithmeticRules.Add,
        ["Sum"] = ArithmeticRules.Add,
        ["Mean"] = ArithmeticRules.Mean,
        ["Sub"] = ArithmeticRules.Sub,
        ["Mul"] = ArithmeticRules.Mul,
        ["Div"] = ArithmeticRules.Div,
        ["Pow"] = ArithmeticRules.Pow,
        ["Max"] = ArithmeticRules.Extremum,
        ["Min"] = ArithmeticRules.Extremum,
        ["Where"] = ArithmeticRules.Where,
        ["Neg"] = node => node.Give(0, -node.G),
        ["Abs"] = node => node.Give(0, node.G * node.X().Map("Sign")),
        ["Reciprocal"] = node => node.Give(0, -(node.G * node.Y() * node.Y())),
        ["Sqrt"] = ArithmeticRules.SquareRoot,
        ["Exp"] = node => node.Give(0, node.G * node.Y()),
        ["Log"] = node => node.Give(0, node.G / node.X()),
        ["Erf"] = node => node.Give(0, node.G * (node.X() * node.X() * -1).Map("Exp") * (2 / MathF.Sqrt(MathF.PI))),
        ["Sin"] = node => node.Give(0, node.G * node.X().Map("Cos")),
        ["Cos"] = node => node.Give(0, -(node.G * node.X().Map("Sin"))),
        ["Tan"] = node => node.Give(0, node.G * (1 + (node.Y() * node.Y()))),
        ["Asin"] = node => node.Give(0, node.G / (1 - (node.X() * node.X())).Map("Sqrt")),
        ["Acos"] = node => node.Give(0, -(node.G / (1 - (node.X() * node.X())).Map("Sqrt"))),
        ["Atan"] = node => node.Give(0, node.G / (1 + (node.X() * node.X()))),
        ["Sinh"] = node => node.Give(0, node.G * node.X().Map("Cosh")),
        ["Cosh"] = node => node.Give(0, node.G * node.X().Map("Sinh")),
        ["Asinh"] = node => node.Give(0, node.G / (1 + (node.X() * node.X())).Map("Sqrt")),
        ["Acosh"] = node => node.Give(0, node.G / ((node.X() * node.X()) - 1).Map("Sqrt")),
        ["Atanh"] = node => node.Give(0, node.G / (1 - (node.X() * node.X()))),
        ["Mod"] = node => node.Give(0, node.G),
        ["Sign"] = ArithmeticRules.Steps,
        ["Floor"] = ArithmeticRules.Steps,
        ["Ceil"] = ArithmeticRules.Steps,
        ["Round"] = ArithmeticRules.Steps,
        ["Hardmax"] = ArithmeticRules.Steps,

        ["MatMul"] = MatrixRules.MatMul,
        ["Gemm"] = MatrixRules.Gemm,
        ["Einsum"] = MatrixRules.Einsum,
        ["Conv"] = ConvolutionRules.Conv,
        ["ConvTranspose"] = ConvolutionRules.ConvTranspose,

        ["BatchNormalization"] = NormalizationRules.BatchNormalization,
        ["LayerNormalization"] = NormalizationRules.LayerNormalization,
        ["InstanceNormalization"] = NormalizationRules.InstanceNormalization,
        ["GroupNormalization"] = NormalizationRules.GroupNormalization,
        ["MeanVarianceNormalization"] = NormalizationRules.MeanVariance,
        ["LpNormalization"] = NormalizationRules.LpNormalization,
        ["LRN"] = NormalizationRules.LocalResponse,

        ["MaxPool"] = PoolingRules.MaxPool,
        ["GlobalMaxPool"] = PoolingRules.GlobalMaxPool,
        ["AveragePool"] = PoolingRules.AveragePool,
        ["GlobalAveragePool"] = PoolingRules.GlobalAveragePool,
        ["LpPool"] = PoolingRules.LpPool,
        ["GlobalLpPool"] = PoolingRules.GlobalLpPool,
        ["ReduceMean"] = ReductionRules.Mean,
        ["ReduceSum"] = ReductionRules.Sum,
        ["ReduceProd"] = ReductionRules.Product,
        ["CumSum"] = ReductionRules.RunningSum,
        ["ReduceMax"] = ReductionRules.Extremum,
        ["ReduceMin"] = ReductionRules.Extremum,
        ["ReduceL1"] = ReductionRules.SumOfMagnitudes,
        ["ReduceL2"] = ReductionRules.Length,
        ["ReduceSumSquare"] = ReductionRules.SumOfSquares,
        ["ReduceLogSum"] = ReductionRules.LogOfSum,
        ["ReduceLogSumExp"] = ReductionRules.LogOfSumOfExponentials,
    }.ToFrozenDictionary();

    public static IReadOnlyCollection<string> Operators => Table.Keys;

    /// <summary>Null where there is none, as for every operator outside ONNX's own domain.</summary>
    public static GradientRule? Find(OnnxNode node) => node.IsStandard ? Table.GetValueOrDefault(node.Op) : null;
}
