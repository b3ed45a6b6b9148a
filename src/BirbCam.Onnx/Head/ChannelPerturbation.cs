using System.Numerics.Tensors;
using BirbCam.Onnx.Layers;
using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Onnx.Head;

/// <summary>
/// Grad-CAM's channel weights without any gradient rule: lift one channel as a whole, lower it, and see what becomes of the score. The mean of ∂S/∂A over
/// the h·w places of channel k is (1/hw)·dS(A + ε·1ₖ)/dε, taken as a central difference: two runs of the head for each channel. One thread at a time.
/// </summary>
public sealed class ChannelPerturbation : IDisposable
{
    /// <summary>
    /// Share of the layer's largest activation by which a channel is moved. Measured on four heads, a step of 1e-3 leaves the map off by 1e-5 to 2e-2,
    /// and one of 1e-2 by up to 5e-2, because more thresholds are crossed on the way.
    /// </summary>
    private const float Step = 1e-3f;

    /// <summary>Whole numbers on the way swallow small steps: this one is eight of 256 levels.</summary>
    private const float QuantisedStep = 8f / 256;

    private readonly MapLayer _map;
    private readonly HeadRun _head;
    private readonly float _step;
    private readonly float[] _original;
    private readonly float[] _moved;

    /// <exception cref="OnnxRuntimeException">ONNX Runtime refuses the head.</exception>
    public ChannelPerturbation(HeadModel head, MapLayer map)
    {
        _map = map;
        _head = new HeadRun(head);
        _step = head.IsQuantised ? QuantisedStep : Step;
        _original = new float[map.Tensor.ElementCount];
        _moved = new float[map.Tensor.ElementCount];
    }

    /// <param name="layer">The layer as the forward model left it.</param>
    /// <param name="saved">The other tensors that the head reads, by name.</param>
    /// <param name="seed">One weight for each class: what the score is made of.</param>
    /// <param name="weights">Receives one weight for each channel.</param>
    public void Weights(OrtValue layer, Func<string, OrtValue> saved, ReadOnlySpan<float> seed, Span<float> weights)
    {
        RuntimeTensor.CopyTo(layer, _original);
        float largest = Math.Abs(TensorPrimitives.MaxMagnitude(_original));
        float step = largest > 0 ? largest * _step : _step;
        for (int k = 0; k < weights.Length; k++)
        {
            double raised = ScoreWith(k, step, saved, seed);
            double lowered = ScoreWith(k, -step, saved, seed);
            weights[k] = (float)((raised - lowered) / (2 * step) / _map.Places);
        }
    }

    public void Dispose() => _head.Dispose();

    private double ScoreWith(int channel, float lift, Func<string, OrtValue> saved, ReadOnlySpan<float> seed)
    {
        _original.AsSpan().CopyTo(_moved);
        int at = _map.Start + (channel * _map.ChannelStride);
        for (int place = 0; place < _map.Places; place++, at += _map.PlaceStride)
            _moved[at] += lift;
        return _head.Score(_moved, saved, seed);
    }
}
