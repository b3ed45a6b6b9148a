using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Probing;

/// <summary>What one run of a model at a fixed input size tells about its tensors.</summary>
/// <param name="shapes">Type and shape of every tensor that the run made or was fed.</param>
/// <param name="constants">Values of those that do not depend on what the picture shows.</param>
internal sealed class ProbeResult(IReadOnlyDictionary<string, TensorInfo> shapes, IReadOnlyDictionary<string, OnnxTensor> constants)
{
    /// <exception cref="OnnxFormatException">The graph has no such tensor.</exception>
    public TensorInfo this[string tensor]
    {
        get
        {
            if (constants.TryGetValue(tensor, out OnnxTensor? constant))
                return new TensorInfo(tensor, constant.Type, constant.Shape);
            return shapes.GetValueOrDefault(tensor) ?? throw new OnnxFormatException($"the model has no tensor '{tensor}'");
        }
    }

    public bool Has(string tensor) => constants.ContainsKey(tensor) || shapes.ContainsKey(tensor);

    /// <summary>The tensor's values where they are the same for every picture, else null.</summary>
    public OnnxTensor? ConstantOf(string tensor) => constants.GetValueOrDefault(tensor);
}
