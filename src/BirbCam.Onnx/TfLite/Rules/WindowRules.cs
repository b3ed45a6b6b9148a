using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.TfLite.Rules;

/// <summary>Operators that slide a window over a picture.</summary>
internal static class WindowRules
{
    /// <remarks>Weights are [out, height, width, in], in groups where <c>in</c> divides the channels of the picture.</remarks>
    public static Wire Convolution(ImportStep step)
    {
        TfLiteTensor weights = step.Constant(1);
        Wire picture = step.Picture(0);
        if (weights.Shape is not [> 0 and int outputs, _, _, > 0 and int inputs] || picture.Shape[3] % inputs != 0 || outputs % (picture.Shape[3] / inputs) != 0)
            throw step.Fault($"weights of [{string.Join(", ", weights.Shape)}] do not fit {picture.Shape[3]} channels");

        var rows = new Window(weights.Shape[1], step.Options.Integer(2), step.Options.Integer(5, absent: 1));
        var columns = new Window(weights.Shape[2], step.Options.Integer(1), step.Options.Integer(4, absent: 1));
        Wire made = Convolve(step, [outputs, inputs, rows.Size, columns.Size], rows, columns);
        return step.Activated(made, field: 3);
    }

    /// <remarks>Weights are [1, height, width, channels · multiplier]; the outputs of one channel lie side by side.</remarks>
    public static Wire DepthwiseConvolution(ImportStep step)
    {
        TfLiteTensor weights = step.Constant(1);
        Wire picture = step.Picture(0);
        if (weights.Shape is not [1, _, _, > 0 and int outputs] || outputs % picture.Shape[3] != 0)
            throw step.Fault($"weights of [{string.Join(", ", weights.Shape)}] do not fit {picture.Shape[3]} channels");

        var rows = new Window(weights.Shape[1], step.Options.Integer(2), step.Options.Integer(6, absent: 1));
        var columns = new Window(weights.Shape[2], step.Options.Integer(1), step.Options.Integer(5, absent: 1));
        Wire made = Convolve(step, [outputs, 1, rows.Size, columns.Size], rows, columns);
        return step.Activated(made, field: 4);
    }

    /// <remarks>What lies beyond the picture is not averaged.</remarks>
    public static Wire AveragePool(ImportStep step)
    {
        Wire picture = step.Picture(0);
        (Course down, Course across) = PoolCourses(step, picture);
        bool isGlobal = down.CoversAll && across.CoversAll;
        Wire made = isGlobal
            ? step.Graph.Add("GlobalAveragePool", Made(picture, down, across, picture.Shape[3]), picture.Bounds, [picture.Name])
            : step.Graph.Add(
                "AveragePool",
                Made(picture, down, across, picture.Shape[3]),
                picture.Bounds,
                [picture.Name],
                [.. Attributes(down, across), OnnxAttribute.Of("count_include_pad", 0)]);
        return step.Activated(made, field: 5);
    }

    public static Wire MaxPool(ImportStep step)
    {
        Wire picture = step.Picture(0);
        (Course down, Course across) = PoolCourses(step, picture);
        Wire made = step.Graph.Add("MaxPool", Made(picture, down, across, picture.Shape[3]), picture.Bounds, [picture.Name], Attributes(down, across));
        return step.Activated(made, field: 5);
    }

    private static Wire Convolve(ImportStep step, int[] stored, Window rows, Window columns)
    {
        Wire picture = step.Picture(0);
        TfLiteTensor weights = step.Constant(1);
        Course down = Place(step, rows, picture.Shape[1]), across = Place(step, columns, picture.Shape[2]);
        int[] shape = Made(picture, down, across, channels: stored[0]);

        step.Graph.Charge(shape, weights.Count / stored[0]);
        List<string> inputs = [picture.Name, step.Graph.Constant(ImportedGraph.Stored(Weights.Of(weights), weights.Shape), stored)];
        if (ArithmeticRules.Bias(step, stored[0]) is float[] bias)
            inputs.Add(step.Graph.Constant(bias, bias.Length));
        return step.Graph.Add(
            "Conv", shape, Bounds.None, inputs, [.. Attributes(down, across), OnnxAttribute.Of("group", picture.Shape[3] / stored[1])]);
    }

    private static (Course Down, Course Across) PoolCourses(ImportStep step, Wire picture)
    {
        Course down = Place(step, new Window(step.Options.Integer(4), step.Options.Integer(2), 1), picture.Shape[1]);
        Course across = Place(step, new Window(step.Options.Integer(3), step.Options.Integer(1), 1), picture.Shape[2]);

        // Looked at as often as they would be multiplied.
        step.Graph.Charge(Made(picture, down, across, picture.Shape[3]), down.Window.Size * across.Window.Size);
        return (down, across);
    }

    private static int[] Made(Wire picture, Course down, Course across, int channels) => [picture.Shape[0], down.Places, across.Places, channels];

    private static OnnxAttribute[] Attributes(Course down, Course across)
    {
        List<OnnxAttribute> attributes =
        [
            OnnxAttribute.Of("kernel_shape", [down.Window.Size, across.Window.Size]),
            OnnxAttribute.Of("strides", [down.Window.Stride, across.Window.Stride]),
            OnnxAttribute.Of("pads", [down.Before, across.Before, down.After, across.After]),
        ];

        // Pools have no dilation before ONNX 10, and AveragePool none before 19.
        if (down.Window.Dilation != 1 || across.Window.Dilation != 1)
            attributes.Add(OnnxAttribute.Of("dilations", [down.Window.Dilation, across.Window.Dilation]));
        return [.. attributes];
    }

    /// <summary>
    /// Where the window goes along one side. SAME gives ⌈side / stride⌉ places and shares the padding out, the odd one at the end; VALID stays inside.
    /// </summary>
    /// <remarks>Padding is the first field of all these options; 0 is SAME and 1 is VALID.</remarks>
    private static Course Place(ImportStep step, Window window, int side)
    {
        // No picture is wider than 2^16, and the products below stay within an int.
        const int most = 1 << 12;
        if (window.Size is < 1 or > most || window.Stride is < 1 or > most || window.Dilation is < 1 or > most || side < 1)
            throw step.Fault($"a window of {window.Size} with stride {window.Stride} and dilation {window.Dilation} over {side} pixels");

        int reach = ((window.Size - 1) * window.Dilation) + 1;
        int places, padding = 0;
        if (step.Options.Byte(0) == 0)
        {
            places = ((side - 1) / window.Stride) + 1;
            padding = (int)Math.Max(0, ((places - 1) * (long)window.Stride) + reach - side);
        }
        else
        {
            places = side < reach ? 0 : ((side - reach) / window.Stride) + 1;
        }

        return places > 0
            ? new Course(window, places, padding / 2, padding - (padding / 2), CoversAll: places == 1 && reach - (padding / 2) >= side)
            : throw step.Fault($"a window of {reach} pixels does not fit into {side}");
    }

    private readonly record struct Window(int Size, int Stride, int Dilation);

    /// <param name="CoversAll">Whether the window's only place holds the whole side.</param>
    private readonly record struct Course(Window Window, int Places, int Before, int After, bool CoversAll);
}
