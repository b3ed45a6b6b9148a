namespace BirbCam.Onnx.Format;

/// <summary>One attribute of a node; only the property of its kind is set.</summary>
internal sealed record OnnxAttribute(string Name)
{
    public long? Integer { get; init; }

    public float? Float { get; init; }

    public string? Text { get; init; }

    public long[]? Integers { get; init; }

    public float[]? Floats { get; init; }

    public OnnxTensor? Tensor { get; init; }

    /// <summary>What the bodies of If, Loop and Scan read; names of the surrounding graph are among them.</summary>
    public IReadOnlyList<string> ReadByBodies { get; init; } = [];

    public static OnnxAttribute Of(string name, long value) => new(name) { Integer = value };

    public static OnnxAttribute Of(string name, float value) => new(name) { Float = value };

    public static OnnxAttribute Of(string name, string value) => new(name) { Text = value };

    public static OnnxAttribute Of(string name, IEnumerable<int> values) => new(name) { Integers = [.. values.Select(value => (long)value)] };
}
