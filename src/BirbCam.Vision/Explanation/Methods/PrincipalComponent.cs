using System.Buffers;
using System.Diagnostics;
using System.Numerics.Tensors;

namespace BirbCam.Vision.Explanation.Methods;

/// <summary>
/// The first principal component of a layer: of the h·w rows of K numbers that its channels are, centred, how far each row goes along the direction in
/// which they differ most.
/// </summary>
internal static class PrincipalComponent
{
    /// <summary>
    /// Two components whose strengths differ by 2 % are told apart to five digits in 300 rounds; those which are nearer to each other are both as good as
    /// "the first".
    /// </summary>
    private const int MaxRounds = 300;

    /// <summary>What a round still moved the direction by, squared: a millionth.</summary>
    private const double Settled = 1e-12;

    /// <summary>Below this share of what the channels weigh without their signs, the sign of their sum is rounding.</summary>
    private const double SignIsRounding = 1e-5;

    /// <summary>
    /// Σₖ vₖ·(Aₖ − its mean) with v the first right singular vector, its sign chosen so that the map goes with the sum of the channels. By power
    /// iteration, 2·K·h·w multiply-adds a round: some twenty rounds for the layers of a trained network (0.3 ms for 576×10×8, one x64 core), and at most
    /// <see cref="MaxRounds"/>, which pure noise needs (10 ms for 1280×7×7). Scratch: 2·K floats of the shared pool.
    /// </summary>
    /// <param name="activations">K·h·w values, channel by channel.</param>
    /// <param name="map">Receives h·w values in units of the activations; their sum is 0. All 0 where every channel is even.</param>
    public static void Compute(ReadOnlySpan<float> activations, Span<float> map)
    {
        Debug.Assert(activations.Length % map.Length == 0);

        int channels = activations.Length / map.Length;
        float[] scratch = ArrayPool<float>.Shared.Rent(2 * channels);
        Span<float> direction = scratch.AsSpan(0, channels);
        Span<float> next = scratch.AsSpan(channels, channels);
        StartSomewhere(direction);

        for (int round = 0; round < MaxRounds; round++)
        {
            Project(activations, direction, map);
            for (int k = 0; k < channels; k++)
                next[k] = TensorPrimitives.Dot<float>(activations.Slice(k * map.Length, map.Length), map);

            float length = TensorPrimitives.Norm<float>(next);
            if (!(length > 0) || !float.IsFinite(length))
                break;

            TensorPrimitives.Divide(next, length, next);
            float moved = TensorPrimitives.Distance<float>(next, direction);
            next.CopyTo(direction);
            if (moved * moved < Settled)
                break;
        }

        Project(activations, direction, map);
        if (PointsAway(direction, map))
            TensorPrimitives.Negate<float>(map, map);
        ArrayPool<float>.Shared.Return(scratch);
    }

    /// <summary>Multiples of the golden ratio, less their whole part: no layer's structure is orthogonal to them, and they are the same on every machine.</summary>
    private static void StartSomewhere(Span<float> direction)
    {
        for (int k = 0; k < direction.Length; k++)
            direction[k] = (float)((((k + 1) * 0.6180339887498949) % 1) - 0.5);
        TensorPrimitives.Divide(direction, TensorPrimitives.Norm<float>(direction), direction);
    }

    /// <summary>(A − mean)·direction: centring the projection is centring each channel.</summary>
    private static void Project(ReadOnlySpan<float> activations, ReadOnlySpan<float> direction, Span<float> map)
    {
        map.Clear();
        for (int k = 0; k < direction.Length; k++)
            TensorPrimitives.MultiplyAdd(activations.Slice(k * map.Length, map.Length), direction[k], map, map);
        TensorPrimitives.Subtract(map, TensorPrimitives.Sum<float>(map) / map.Length, map);
    }

    /// <summary>The map times the sum of the channels is the sum of the direction, up to a positive factor.</summary>
    private static bool PointsAway(ReadOnlySpan<float> direction, ReadOnlySpan<float> map)
    {
        float sum = TensorPrimitives.Sum<float>(direction);
        bool isTold = Math.Abs(sum) > SignIsRounding * TensorPrimitives.SumOfMagnitudes<float>(direction);
        return isTold ? sum < 0 : map[TensorPrimitives.IndexOfMaxMagnitude<float>(map)] < 0;
    }
}
