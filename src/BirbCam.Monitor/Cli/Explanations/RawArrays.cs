using BirbCam.Monitor.Sightings.Storage;
using BirbCam.Onnx;
using BirbCam.Onnx.Format;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;

namespace BirbCam.Monitor.Cli.Explanations;

/// <summary>What an explanation was computed of, as numpy arrays: so that anyone can hold it against PyTorch.</summary>
internal static class RawArrays
{
    /// <summary>
    /// Writes <c>logits.npy</c> and <c>activation.npy</c> in the shapes of their tensors, <c>gradient.npy</c> in the shape of the activation, and <c>cam.npy</c>
    /// [h, w]. There is no gradient where it was measured channel by channel: one of an earlier run is removed.
    /// </summary>
    /// <param name="folder">Made where it is missing.</param>
    /// <param name="explainer">As it is after this explanation.</param>
    public static void Write(string folder, ExplainableModel model, ForwardPass pass, Explainer explainer, Explanation explanation)
    {
        SharedOptions.MakeFolder("--raw", folder);
        TensorInfo layer = model.Target!.Tensor;
        float[] activation = new float[layer.ElementCount];
        RuntimeTensor.CopyTo(pass.Tensor(layer.Name), activation);

        Write(folder, "logits", pass.Logits, [.. model.Score.Shape]);
        Write(folder, "activation", activation, [.. layer.Shape]);
        Write(folder, "cam", explanation.Map, explanation.Height, explanation.Width);
        if (explainer.Gradient.IsEmpty)
            DurableFile.TryDelete(Path.Combine(folder, "gradient.npy"));
        else
            Write(folder, "gradient", explainer.Gradient, [.. layer.Shape]);
    }

    private static void Write(string folder, string name, ReadOnlySpan<float> values, params ReadOnlySpan<int> shape)
    {
        string path = Path.Combine(folder, name + ".npy");
        DurableFile.Write(path, path + ".part", Npy.Encode(values, shape));
    }
}
