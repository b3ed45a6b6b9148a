using BirbCam.Onnx;
using BirbCam.Vision.Explanation.Methods;

namespace BirbCam.Monitor.Bench;

/// <summary>What <see cref="ExplainBench"/> is to find out.</summary>
internal sealed record ExplainBenchPlan
{
    /// <summary>Pictures that are drawn for each view; those on which the label is seen are fewer.</summary>
    public int Scenes { get; init; } = 60;

    /// <summary>Other seeds give other balconies, visits and random maps.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>As in the card.</summary>
    public string Layer { get; init; } = ExplainableModel.AutomaticLayer;

    /// <summary>Null for every method that the model allows.</summary>
    public CamMethod? Method { get; init; }

    /// <summary>False for a report that is the same, byte by byte, in every run.</summary>
    public bool IsTimed { get; init; } = true;
}
