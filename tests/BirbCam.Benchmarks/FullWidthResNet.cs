using BirbCam.Onnx.Format;

namespace BirbCam.Benchmarks;

/// <summary>
/// The ancestor's network with weights of chance: ResNet-34 at full width with fastai's head, 320×240, four labels, batch norms of the body folded as
/// exporters do. Weights are as He et al. ("Delving Deep into Rectifiers", 2015) start them, so that activations stay near one in every layer.
/// </summary>
internal static class FullWidthResNet
{
    public const string Input = "image";

    public const string Output = "probs";

    private const int Labels = 4;

    private const int HeadWidth = 512;

    /// <summary>Blocks and channels of the four stages (He et al., "Deep Residual Learning for Image Recognition", table 1).</summary>
    private static readonly (int Blocks, int Channels)[] Stages = [(3, 64), (4, 128), (6, 256), (3, 512)];

    public static int[] Shape { get; } = [1, 3, 320, 240];

    /// <summary>The serialised model, 82 MiB; the same for the same seed.</summary>
    public static byte[] Write(int seed)
    {
        var writer = new NetworkWriter(new Random(seed));
        string map = writer.MaxPool(writer.Relu(writer.Conv(Input, 3, 64, side: 7, stride: 2)));
        int channels = 64;
        foreach ((int blocks, int wider) in Stages)
        {
            for (int block = 0; block < blocks; block++)
            {
                map = Block(writer, map, channels, wider, stride: block == 0 && wider != channels ? 2 : 1);
                channels = wider;
            }
        }

        return writer.Finish(Head(writer, map, channels));
    }

    private static string Block(NetworkWriter writer, string map, int channels, int wider, int stride)
    {
        string inner = writer.Relu(writer.Conv(map, channels, wider, side: 3, stride));

        // What a block adds is a quarter of what it is added to, or sixteen sums would grow without end.
        string added = writer.Conv(inner, wider, wider, side: 3, stride: 1, gain: 0.25);
        string shortcut = channels == wider ? map : writer.Conv(map, channels, wider, side: 1, stride);
        return writer.Relu(writer.Node("Add", [added, shortcut]));
    }

    /// <summary>Max and average side by side, two linear layers without bias, a batch norm before each.</summary>
    private static string Head(NetworkWriter writer, string map, int channels)
    {
        string pooled = writer.Node("Concat", [writer.Node("GlobalMaxPool", [map]), writer.Node("GlobalAveragePool", [map])], OnnxAttribute.Of("axis", 1));
        string flat = writer.Norm(writer.Node("Flatten", [pooled]), 2 * channels);
        string hidden = writer.Norm(writer.Relu(writer.Linear(flat, 2 * channels, HeadWidth)), HeadWidth);
        return writer.Node("Sigmoid", [writer.Linear(hidden, HeadWidth, Labels)]);
    }

    /// <summary>One node after the other, with random weights.</summary>
    private sealed class NetworkWriter(Random random)
    {
        private readonly ProtoWriter _graph = new ProtoWriter().Message(11, OnnxWriter.TensorInfo(Input, Onnx.ElementType.Float, Shape));
        private int _named;

        public string Conv(string input, int from, int to, int side, int stride, double gain = 1)
        {
            int pad = side / 2;
            string[] inputs = [input, Weights(gain * Math.Sqrt(2.0 / (from * side * side)), to, from, side, side), Weights(0.1, to)];
            return Node(
                "Conv", inputs, OnnxAttribute.Of("kernel_shape", [side, side]), OnnxAttribute.Of("strides", [stride, stride]), OnnxAttribute.Of("pads", [pad, pad, pad, pad]));
        }

        public string Relu(string input) => Node("Relu", [input]);

        public string MaxPool(string input) => Node(
            "MaxPool", [input], OnnxAttribute.Of("kernel_shape", [3, 3]), OnnxAttribute.Of("strides", [2, 2]), OnnxAttribute.Of("pads", [1, 1, 1, 1]));

        public string Linear(string input, int from, int to) => Node("MatMul", [input, Weights(Math.Sqrt(2.0 / from), from, to)]);

        public string Norm(string input, int width) => Node(
            "BatchNormalization", [input, Constant(1, width), Constant(0, width), Constant(0, width), Constant(1, width)], OnnxAttribute.Of("epsilon", 1e-5f));

        public string Node(string op, string[] inputs, params OnnxAttribute[] attributes)
        {
            // As torch writes it: the output of the final sigmoid has a name of its own.
            string output = op == "Sigmoid" ? Output : $"{op}_{_named++}";
            _graph.Message(1, OnnxWriter.Node(op, inputs, [output], attributes));
            return output;
        }

        public byte[] Finish(string output) => OnnxWriter.Model(_graph.Message(12, new ProtoWriter().Text(1, output)), opset: 17);

        /// <summary>Evenly spread around zero: only the deviation matters here, and these come twenty million at a time.</summary>
        private string Weights(double deviation, params int[] shape)
        {
            float[] values = new float[shape.Aggregate(1, (product, size) => product * size)];
            double widest = deviation * Math.Sqrt(3);
            for (int i = 0; i < values.Length; i++)
                values[i] = (float)(((random.NextDouble() * 2) - 1) * widest);
            return Initializer(values, shape);
        }

        private string Constant(float value, int width) => Initializer([.. Enumerable.Repeat(value, width)], width);

        private string Initializer(float[] values, params int[] shape)
        {
            string name = $"weights_{_named++}";
            _graph.Message(5, OnnxWriter.Tensor(name, OnnxTensor.Of(values, shape)));
            return name;
        }
    }
}
