namespace BirbCam.Vision.Classification;

/// <summary>From the network's logits to the labels' calibrated probabilities.</summary>
public static class Probabilities
{
    /// <param name="logits">One for each class. One that is not a number says nothing, as −∞ does: its class gets 0.</param>
    /// <param name="temperature">Logits are divided by it.</param>
    /// <param name="classes">Receives one probability for each class; softmax adds up to 1.</param>
    public static void OfClasses(ReadOnlySpan<float> logits, ModelActivation activation, double temperature, Span<double> classes)
    {
        if (activation == ModelActivation.Sigmoid)
        {
            for (int i = 0; i < logits.Length; i++)
                classes[i] = Sigmoid(Ordered(logits[i]) / temperature);
            return;
        }

        // The largest is subtracted first: exp overflows beyond 709.
        double largest = double.NegativeInfinity, sum = 0;
        foreach (float logit in logits)
            largest = Math.Max(largest, Ordered(logit));
        if (double.IsNegativeInfinity(largest))
        {
            classes.Clear();
            return;
        }

        for (int i = 0; i < logits.Length; i++)
            sum += classes[i] = Math.Exp((Ordered(logits[i]) - largest) / temperature);
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

    /// <summary>Of the classes of one label, the one with the largest logit; −1 where it has none.</summary>
    /// <param name="labelOfClass">Index of each class's label, or −1 for none.</param>
    public static int StrongestClass(ReadOnlySpan<float> logits, ReadOnlySpan<int> labelOfClass, int label)
    {
        int strongest = labelOfClass.IndexOf(label);
        for (int c = strongest + 1; c < logits.Length; c++)
        {
            if (labelOfClass[c] == label && logits[c] > logits[strongest])
                strongest = c;
        }

        return strongest;
    }

    /// <summary>Half-precision weights overflow on pictures that nobody tried, and no record may hold what is not a number.</summary>
    private static double Ordered(float logit) => float.IsNaN(logit) ? double.NegativeInfinity : Math.Min(logit, float.MaxValue);

    private static double Sigmoid(double logit) => logit >= 0 ? 1 / (1 + Math.Exp(-logit)) : Math.Exp(logit) / (1 + Math.Exp(logit));
}
