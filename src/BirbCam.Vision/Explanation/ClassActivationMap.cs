using System.Numerics.Tensors;

namespace BirbCam.Vision.Explanation;

/// <summary>Ways to turn activations and gradients of one layer into a map of the picture. Functions of the two arrays, nothing else.</summary>
public static class ClassActivationMap
{
    /// <summary>
    /// Σₖ wₖ·Aₖ with wₖ the spatial mean of Gₖ. Signed: where it is negative, the layer speaks against the class. The paper cuts that off with a
    /// ReLU; the ancestor did not, and two all-negative maps would look alike with it.
    /// </summary>
    /// <remarks>Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization", ICCV 2017, equations 1 and 2.</remarks>
    /// <param name="activations">K·h·w values, channel by channel.</param>
    /// <param name="gradients">K·h·w values: the logit's derivative by each activation.</param>
    /// <param name="map">Receives h·w values, in units of the logit.</param>
    public static void GradCam(ReadOnlySpan<float> activations, ReadOnlySpan<float> gradients, Span<float> map)
    {
        map.Clear();
        for (int from = 0; from < activations.Length; from += map.Length)
        {
            float weight = TensorPrimitives.Sum(gradients.Slice(from, map.Length)) / map.Length;
            TensorPrimitives.MultiplyAdd(activations.Slice(from, map.Length), weight, map, map);
        }
    }
}
