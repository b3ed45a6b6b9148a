using System.Collections.Immutable;
using BirbCam.Monitor.Bench.Metrics;
using BirbCam.Onnx.Layers;

namespace BirbCam.Monitor.Bench;

/// <summary>What <see cref="ExplainBench"/> found out about one model.</summary>
/// <param name="Model">The card's name.</param>
/// <param name="WhyNotExact">Null where the gradient is exact.</param>
/// <param name="Cost">Null where nobody took the time.</param>
/// <param name="Views">Empty where the model knows none of the animals that are drawn.</param>
internal sealed record ExplainReport(string Model, MapLayer Layer, string? WhyNotExact, ExplainCost? Cost, ImmutableArray<ViewQuality> Views);

/// <summary>How good the maps of one view are. Means over the scenes; not numbers where there was none.</summary>
/// <param name="View"><c>frame</c>, or <c>region</c>: the crop around the visitor, as a gate cuts it that finds exactly the visitor.</param>
/// <param name="Drawn">Scenes that were looked at.</param>
/// <param name="Scenes">Those of them that count: the label's probability is high enough and a box lies in view.</param>
/// <param name="CurveScenes">The first of these, on which insertion and deletion were measured.</param>
/// <param name="Probability">Mean of the label's, over the scenes that count.</param>
/// <param name="BoxShare">Mean of the boxes' share of the view.</param>
internal sealed record ViewQuality(
    string View, int Drawn, int Scenes, int CurveScenes, double Probability, double BoxShare, ImmutableArray<MapQuality> Maps);

/// <param name="Map">A method's word, <c>centre</c> or <c>random</c>.</param>
/// <param name="Pointing">Share of the scenes whose map points into a box.</param>
/// <param name="Energy">Mean of <see cref="MapScore.Energy"/>.</param>
/// <param name="Lift">Mean of <see cref="MapScore.Lift"/>.</param>
/// <param name="Insertion">As <see cref="PixelCurves"/> defines it; larger is better.</param>
/// <param name="Deletion">As <see cref="PixelCurves"/> defines it; smaller is better.</param>
internal readonly record struct MapQuality(string Map, double Pointing, double Energy, double Lift, double Insertion, double Deletion);
