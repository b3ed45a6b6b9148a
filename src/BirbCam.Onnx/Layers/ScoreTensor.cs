using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Layers;

/// <summary>Finds the logits: gradients are taken before the final sigmoid or softmax, whose own gradient vanishes where the network is sure.</summary>
internal static class ScoreTensor
{
    private static readonly HashSet<string> FinalActivations = ["Sigmoid", "Softmax", "LogSoftmax"];

    /// <summary>Operators that may stand behind the final activation and change no value.</summary>
    private static readonly HashSet<string> Passages = ["Identity", "Cast", "Squeeze", "Unsqueeze", "Reshape", "Flatten"];

    /// <returns>The logits, and the operator that makes probabilities of them; the output itself and null where there is none.</returns>
    public static (string Logits, string? Activation) Of(OnnxGraph graph, string output)
    {
        string tensor = output;
        while (graph.ProducerOf(tensor) is { IsStandard: true } producer)
        {
            if (FinalActivations.Contains(producer.Op))
                return (producer.Inputs[0], producer.Op);
            if (!Passages.Contains(producer.Op))
                break;

            tensor = producer.Inputs[0];
        }

        return (output, null);
    }
}
