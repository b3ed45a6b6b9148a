namespace BirbCam.Onnx.Gradients;

/// <summary>Normalisations.</summary>
internal static class NormalizationRules
{
    /// <summary>With frozen statistics this is a scale for each channel: γ/√(σ² + ε).</summary>
    public static void BatchNormalization(NodeGradient node)
    {
        if (node.Node.Integer("training_mode", 0) != 0)
            throw node.Unsupported("in training mode: export the model for inference");

        float epsilon = node.Node.Float("epsilon", 1e-5f);
        float[] gamma = node.Known(1).ToFloats();
        float[] variance = node.Known(4).ToFloats();
        float[] scale = [.. gamma.Zip(variance, (factor, squared) => (float)(factor / Math.Sqrt((double)squared + epsilon)))];

        int[] perChannel = [.. node.ShapeOfX().Select((size, axis) => axis == 1 ? size : 1)];
        node.Give(0, node.G * node.Graph.Constant(scale, perChannel));
    }
}
