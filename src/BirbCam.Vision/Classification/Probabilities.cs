namespace BirbCam.Vision.Classification;

/// <summary>From the network's logits to the labels' calibrated probabilities.</summary>
public static class Probabilities
{
    /// <param name="logits">One for each class.</param>
    /// <param name="temperature">Logits are divided by it.</param>
    /// <param name="classes">Receives one probability for each class; softmax adds up to 1.</param>
    public static void OfClasses(ReadOnlySpan<float> logits, ModelActivation activation, double temperature, Span<double> classes)
    {
        if (activation == ModelActivation.Sigmoid)
        {
            for (int i = 0; i < logits.Length; i++)
                classes[i] = Sigmoid(logits[i] / temperature);
            return;
        }

        // The largest is subtracted first: exp overflows beyond 709.
        double largest = double.NegativeInfinity, sum = 0;
        foreach (float logit in logits)
            largest = Math.Max(largest, logit);
        for (int i = 0; i < logits.Length; i++)
            sum += classes[i] = Math.Exp((logits[i] - largest) / temperature);
        for (int i = 0; i < logits.Length; i++)
            classes[i] /= sum;
    }

    /// <summary>Several classes of one label: for softmax their probabilities add up, for sigmoid the largest counts.</summary>
    /// <param name="labelOfClass">Index of each class's label, or −1 for none.</param>
    /// <param name="labels">Receives one probability for each label.</param>
    public static void OfLabels(ReadOnlySpan<double> classes, ReadOnlySpan<int> labelOfClass, ModelActivation activation, Span<double> labels)
    {
        labels.Clear();
        for (int i = 0; i < classes.Length; i++)
        {
            int label = labelOfClass[i];
            if (label < 0)
                continue;
            labels[label] = activation == ModelActivation.Softmax ? labels[label] + classes[i] : Math.Max(labels[label], classes[i]);
        }
    }

    private static double Sigmoid(double logit) => logit >= 0 ? 1 / (1 + Math.Exp(-logit)) : Math.Exp(logit) / (1 + Math.Exp(logit));
}
