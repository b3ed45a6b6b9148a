using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;

namespace BirbCam.Vision.Explanation.Methods;

/// <summary>
/// Ways to turn activations A and gradients G of one layer into a map of the picture. Functions of the arrays, nothing else; k counts channels, i
/// the h·w places of a channel. Where a map is signed, its negative part speaks against the class.
/// </summary>
public static class ClassActivationMap
{
    /// <summary>The map of the method that was asked for.</summary>
    /// <param name="activations">K·h·w values, channel by channel.</param>
    /// <param name="gradients">K·h·w values: the logit's derivative by each activation. Not looked at by <see cref="CamMethod.EigenCam"/>.</param>
    /// <param name="map">Receives h·w values.</param>
    public static void Compute(CamMethod method, ReadOnlySpan<float> activations, ReadOnlySpan<float> gradients, Span<float> map)
    {
        switch (method)
        {
            case CamMethod.HiResCam:
                HiResCam(activations, gradients, map);
                break;
            case CamMethod.LayerCam:
                LayerCam(activations, gradients, map);
                break;
            case CamMethod.GradCamPlusPlus:
                GradCamPlusPlus(activations, gradients, map);
                break;
            case CamMethod.XGradCam:
                XGradCam(activations, gradients, map);
                break;
            case CamMethod.EigenCam:
                EigenCam(activations, map);
                break;
            default:
                GradCam(activations, gradients, map);
                break;
        }
    }

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
        Debug.Assert(activations.Length == gradients.Length && activations.Length % map.Length == 0);

        map.Clear();
        for (int from = 0; from < activations.Length; from += map.Length)
        {
            float weight = TensorPrimitives.Sum(gradients.Slice(from, map.Length)) / map.Length;
            TensorPrimitives.MultiplyAdd(activations.Slice(from, map.Length), weight, map, map);
        }
    }

    /// <summary>
    /// Σₖ Gₖ ⊙ Aₖ: each place by its own gradient, signed. Its sum over the places is what the layer adds to the logit (to first order), so no place
    /// is credited with what another did. Straight before a LayerNormalization it is nearly nothing: the gradient there is orthogonal to the activation.
    /// </summary>
    /// <remarks>Draelos and Carin, "Use HiResCAM instead of Grad-CAM for faithful explanations of convolutional neural networks", 2020.</remarks>
    /// <param name="activations">K·h·w values, channel by channel.</param>
    /// <param name="gradients">K·h·w values: the logit's derivative by each activation.</param>
    /// <param name="map">Receives h·w values, in units of the logit.</param>
    public static void HiResCam(ReadOnlySpan<float> activations, ReadOnlySpan<float> gradients, Span<float> map)
    {
        Debug.Assert(activations.Length == gradients.Length && activations.Length % map.Length == 0);

        map.Clear();
        for (int from = 0; from < activations.Length; from += map.Length)
            TensorPrimitives.MultiplyAdd(activations.Slice(from, map.Length), gradients.Slice(from, map.Length), map, map);
    }

    /// <summary>ReLU(Σₖ ReLU(Gₖ) ⊙ Aₖ): only what would raise the logit counts, place by place. Never negative: it has no counter-evidence.</summary>
    /// <remarks>Jiang et al., "LayerCAM: Exploring Hierarchical Class Activation Maps for Localization", IEEE Transactions on Image Processing, 2021.</remarks>
    /// <param name="activations">K·h·w values, channel by channel.</param>
    /// <param name="gradients">K·h·w values: the logit's derivative by each activation.</param>
    /// <param name="map">Receives h·w values, 0 or more, in units of the logit.</param>
    public static void LayerCam(ReadOnlySpan<float> activations, ReadOnlySpan<float> gradients, Span<float> map)
    {
        Debug.Assert(activations.Length == gradients.Length && activations.Length % map.Length == 0);

        map.Clear();
        for (int from = 0; from < activations.Length; from += map.Length)
            AddRaising(activations.Slice(from, map.Length), gradients.Slice(from, map.Length), map);
        TensorPrimitives.Max(map, 0f, map);
    }

    /// <summary>
    /// Σₖ wₖ·Aₖ with wₖ = Σᵢ αₖᵢ·ReLU(Gₖᵢ) and αₖᵢ = Gₖᵢ² / (2·Gₖᵢ² + Gₖᵢ³·Σⱼ Aₖⱼ + 10⁻⁶). The weights are positive; the map is as signed as A.
    /// </summary>
    /// <remarks>
    /// Chattopadhay et al., "Grad-CAM++: Generalized Gradient-based Visual Explanations for Deep Convolutional Networks", WACV 2018, with the
    /// derivatives of the exponential; the paper's last ReLU is left out and the 10⁻⁶ put in, as the reference implementations do. Gradients of a
    /// thousandth and less drown in it. Where a channel's sum is negative the denominator may come near zero, and the map with it to anything.
    /// </remarks>
    /// <param name="activations">K·h·w values, channel by channel.</param>
    /// <param name="gradients">K·h·w values: the logit's derivative by each activation.</param>
    /// <param name="map">Receives h·w values; their unit means nothing.</param>
    public static void GradCamPlusPlus(ReadOnlySpan<float> activations, ReadOnlySpan<float> gradients, Span<float> map)
    {
        Debug.Assert(activations.Length == gradients.Length && activations.Length % map.Length == 0);

        map.Clear();
        for (int from = 0; from < activations.Length; from += map.Length)
        {
            ReadOnlySpan<float> channel = activations.Slice(from, map.Length);
            double weight = RaisingWeight(gradients.Slice(from, map.Length), Sum(channel));
            TensorPrimitives.MultiplyAdd(channel, (float)weight, map, map);
        }
    }

    /// <summary>Σₖ wₖ·Aₖ with wₖ = Σᵢ Gₖᵢ·Aₖᵢ / (Σᵢ Aₖᵢ + 10⁻⁷): the gradient's mean where the channel is active. Signed.</summary>
    /// <remarks>
    /// Fu et al., "Axiom-based Grad-CAM: Towards Accurate Visualization and Explanation of CNNs", BMVC 2020; 10⁻⁷ as the reference
    /// implementations have it. Made for activations behind a ReLU: a channel of both signs may sum to nearly nothing.
    /// </remarks>
    /// <param name="activations">K·h·w values, channel by channel.</param>
    /// <param name="gradients">K·h·w values: the logit's derivative by each activation.</param>
    /// <param name="map">Receives h·w values, in units of the logit.</param>
    public static void XGradCam(ReadOnlySpan<float> activations, ReadOnlySpan<float> gradients, Span<float> map)
    {
        Debug.Assert(activations.Length == gradients.Length && activations.Length % map.Length == 0);

        map.Clear();
        for (int from = 0; from < activations.Length; from += map.Length)
        {
            ReadOnlySpan<float> channel = activations.Slice(from, map.Length);
            double weight = Dot(channel, gradients.Slice(from, map.Length)) / (Sum(channel) + 1e-7);
            TensorPrimitives.MultiplyAdd(channel, (float)weight, map, map);
        }
    }

    /// <summary>
    /// The projection of the centred activations on their first principal component: what the layer finds striking, whatever the class. It needs no
    /// gradient, cannot tell one label from another, and its sign is a convention: it goes with the sum of the channels.
    /// </summary>
    /// <remarks>
    /// Muhammad and Yeasin, "Eigen-CAM: Class Activation Map using Principal Components", IJCNN 2020; centred, as the reference implementations do.
    /// Cost: some twenty rounds of 2·K·h·w multiply-adds, 300 at most; scratch of 2·K floats from the shared pool.
    /// </remarks>
    /// <param name="activations">K·h·w values, channel by channel.</param>
    /// <param name="map">Receives h·w values in units of the activations; their sum is 0.</param>
    public static void EigenCam(ReadOnlySpan<float> activations, Span<float> map) => PrincipalComponent.Compute(activations, map);

    /// <summary>
    /// Σ G·A: the part of the logit that the layer accounts for, to first order. Where everything behind the layer is piecewise linear, the rest of the
    /// logit is what the biases add, wherever the network looks.
    /// </summary>
    /// <returns>In units of the logit.</returns>
    public static double Explained(ReadOnlySpan<float> activations, ReadOnlySpan<float> gradients) => Dot(activations, gradients);

    private static void AddRaising(ReadOnlySpan<float> activations, ReadOnlySpan<float> gradients, Span<float> map)
    {
        int i = 0;
        for (; i <= map.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> raising = Vector.Max(new Vector<float>(gradients[i..]), Vector<float>.Zero);
            (new Vector<float>(map[i..]) + (raising * new Vector<float>(activations[i..]))).CopyTo(map[i..]);
        }

        for (; i < map.Length; i++)
            map[i] += Math.Max(gradients[i], 0) * activations[i];
    }

    /// <summary>Σ g³/(2g² + sum·g³ + 10⁻⁶) over the positive g. In double: g³ of a small gradient leaves the range in which floats are exact.</summary>
    private static double RaisingWeight(ReadOnlySpan<float> gradients, double sum)
    {
        Vector<double> weights = Vector<double>.Zero;
        int i = 0;
        for (; i <= gradients.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(Vector.Max(new Vector<float>(gradients[i..]), Vector<float>.Zero), out Vector<double> low, out Vector<double> high);
            weights += Weight(low, sum) + Weight(high, sum);
        }

        double weight = Vector.Sum(weights);
        for (; i < gradients.Length; i++)
        {
            double g = Math.Max(gradients[i], 0);
            weight += g * g * g / ((2 * g * g) + (sum * g * g * g) + 1e-6);
        }

        return weight;
    }

    private static Vector<double> Weight(Vector<double> gradients, double sum)
    {
        Vector<double> squares = gradients * gradients;
        Vector<double> cubes = squares * gradients;
        return cubes / ((squares * 2) + (cubes * sum) + new Vector<double>(1e-6));
    }

    /// <summary>In double: a channel of both signs may sum to nearly nothing, and then divides.</summary>
    private static double Sum(ReadOnlySpan<float> values)
    {
        Vector<double> sums = Vector<double>.Zero;
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(values[i..]), out Vector<double> low, out Vector<double> high);
            sums += low + high;
        }

        double sum = Vector.Sum(sums);
        for (; i < values.Length; i++)
            sum += values[i];
        return sum;
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector<double> sums = Vector<double>.Zero;
        int i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(a[i..]), out Vector<double> lowA, out Vector<double> highA);
            Vector.Widen(new Vector<float>(b[i..]), out Vector<double> lowB, out Vector<double> highB);
            sums += (lowA * lowB) + (highA * highB);
        }

        double sum = Vector.Sum(sums);
        for (; i < a.Length; i++)
            sum += (double)a[i] * b[i];
        return sum;
    }
}
