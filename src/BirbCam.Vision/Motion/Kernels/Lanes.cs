using System.Numerics;

namespace BirbCam.Vision.Motion.Kernels;

/// <summary>How a kernel walks along a line that is no multiple of the vector's width.</summary>
internal static class Lanes
{
    /// <summary>
    /// Where the vector after the one at <paramref name="x"/> begins: the last one overlaps the one before, so that nothing is left to do one element at a time; then the line's end.
    /// Only for kernels that never read what they write. A line shorter than a vector has none.
    /// </summary>
    public static int After<T>(int x, int length)
    {
        int last = length - Vector<T>.Count;
        return x == last ? length : Math.Min(x + Vector<T>.Count, last);
    }
}
