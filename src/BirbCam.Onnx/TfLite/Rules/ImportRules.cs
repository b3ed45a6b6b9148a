using System.Collections.Frozen;

namespace BirbCam.Onnx.TfLite.Rules;

/// <summary>Writes the ONNX nodes of one TFLite operator.</summary>
/// <returns>What the operator makes, before its activation, and before it saturates at the bounds of its quantised output.</returns>
internal delegate Wire ImportRule(ImportStep step);

/// <summary>The table from TFLite's operators to ONNX's. A new operator is one more line.</summary>
internal static class ImportRules
{
    /// <summary>Operators that change no value, and may stand behind the final softmax or sigmoid.</summary>
    private static readonly FrozenSet<string> Passages = FrozenSet.Create("QUANTIZE", "DEQUANTIZE", "RESHAPE", "SQUEEZE");

    private static readonly FrozenDictionary<string, ImportRule> Table = new Dictionary<string, ImportRule>
    {
        ["CONV_2D"] = WindowRules.Convolution,
        ["DEPTHWISE_CONV_2D"] = WindowRules.DepthwiseConvolution,
        ["AVERAGE_POOL_2D"] = WindowRules.AveragePool,
        ["MAX_POOL_2D"] = WindowRules.MaxPool,

        ["ADD"] = step => ArithmeticRules.Elementwise(step, "Add"),
        ["SUB"] = step => ArithmeticRules.Elementwise(step, "Sub"),
        ["MUL"] = step => ArithmeticRules.Elementwise(step, "Mul"),
        ["FULLY_CONNECTED"] = ArithmeticRules.FullyConnected,
        ["MEAN"] = ArithmeticRules.Mean,

        ["RELU"] = step => step.Limited(step.Input(0), Bounds.Positive),
        ["RELU_N1_TO_1"] = step => step.Limited(step.Input(0), Bounds.One),
        ["RELU6"] = step => step.Limited(step.Input(0), Bounds.Six),
        ["LOGISTIC"] = step => ArithmeticRules.Map(step, "Sigmoid", new Bounds(0, 1)),
        ["TANH"] = step => ArithmeticRules.Map(step, "Tanh", Bounds.One),
        ["HARD_SWISH"] = step => ArithmeticRules.Map(step, "HardSwish", Bounds.None),
        ["SOFTMAX"] = ArithmeticRules.Softmax,

        ["QUANTIZE"] = step => step.Input(0),
        ["DEQUANTIZE"] = step => step.Input(0),
        ["RESHAPE"] = ShapeRules.Reshape,
        ["SQUEEZE"] = ShapeRules.Reshape,
        ["PAD"] = ShapeRules.Pad,
        ["CONCATENATION"] = ShapeRules.Concatenation,
    }.ToFrozenDictionary();

    /// <summary>The rule of an operator; null where there is none.</summary>
    public static ImportRule? Find(string name) => Table.GetValueOrDefault(name);

    public static bool IsPassage(TfLiteOperator op) => Passages.Contains(op.Name);

    /// <summary>What the operator is called in ONNX if probabilities come out of it; null for all others.</summary>
    public static string? FinalActivation(TfLiteOperator? op) => op?.Name switch
    {
        "SOFTMAX" => "Softmax",
        "LOGISTIC" => "Sigmoid",
        _ => null,
    };
}
