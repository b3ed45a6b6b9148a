namespace BirbCam.Vision.Motion;

/// <summary>How much change each place of the picture puts up with before it counts, as the gate has learned it by now. A copy.</summary>
/// <param name="Width">Analysis pixels.</param>
/// <param name="Height">Analysis pixels.</param>
/// <param name="Bars">Height·Width values in row order: 1 where the least change is enough, 2 where twice as much must have changed; less than 1 where a person asked for more sensitivity.</param>
public sealed record ToleranceMap(int Width, int Height, float[] Bars);
