using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Simulation;

/// <summary>Ground truth: an animal comes and goes.</summary>
/// <param name="From">Since the start of the scene.</param>
/// <param name="To">Since the start of the scene, exclusive.</param>
public readonly record struct SimulatedVisit(string Label, TimeSpan From, TimeSpan To);

/// <summary>Ground truth: where an animal is in one picture.</summary>
/// <param name="Box">Frame pixels, cut at the edge of the picture.</param>
public readonly record struct SimulatedVisitor(string Label, PixelRect Box);
