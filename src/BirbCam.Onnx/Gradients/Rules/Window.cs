using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Gradients.Rules;

/// <summary>The sliding window of a convolution or a pooling, with one number for each spatial axis.</summary>
/// <param name="Kernel">Taps of the window.</param>
/// <param name="Begin">Padding before the first element.</param>
/// <param name="End">
/// Padding after the last element that the windows really reach. It follows from the sizes: less than the node says where the last
/// step does not fit (even negative), more where a pooling rounds up.
/// </param>
internal sealed record Window(int[] Kernel, int[] Strides, int[] Dilations, int[] Begin, int[] End)
{
    /// <param name="larger">Spatial sizes on the side that the window slides over.</param>
    /// <param name="smaller">Spatial sizes on the side with one element for each place of the window.</param>
    public static Window Of(OnnxNode node, int[] kernel, int[] larger, int[] smaller)
    {
        int rank = kernel.Length;
        int[] strides = node.Integers("strides") ?? Ones(rank);
        int[] dilations = node.Integers("dilations") ?? Ones(rank);
        int[] pads = node.Integers("pads") ?? new int[2 * rank];
        string automatic = node.Text("auto_pad", "NOTSET");

        int[] begin = new int[rank];
        int[] end = new int[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            int reach = ((smaller[axis] - 1) * strides[axis]) + ((kernel[axis] - 1) * dilations[axis]) + 1 - larger[axis];
            begin[axis] = automatic switch
            {
                "SAME_UPPER" => Math.Max(reach, 0) / 2,
                "SAME_LOWER" => (Math.Max(reach, 0) + 1) / 2,
                "VALID" => 0,
                _ => pads[axis],
            };
            end[axis] = reach - begin[axis];
        }

        return new Window(kernel, strides, dilations, begin, end);
    }

    /// <summary>Whether no place of the window lies outside of what it slides over as a whole.</summary>
    public bool ReachesThePictureEverywhere
        => Enumerable.Range(0, Kernel.Length).All(axis => Begin[axis] < Extent(axis) && End[axis] < Extent(axis));

    /// <summary>How far the window reaches from its first to its last tap, both included.</summary>
    public int Extent(int axis) => ((Kernel[axis] - 1) * Dilations[axis]) + 1;

    private static int[] Ones(int rank) => [.. Enumerable.Repeat(1, rank)];
}
