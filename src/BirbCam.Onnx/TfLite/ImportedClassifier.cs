namespace BirbCam.Onnx.TfLite;

/// <summary>A classifier out of a TFLite file, as an ONNX model and what has to be known to feed it.</summary>
/// <param name="Model">The bytes of an ONNX file; the same for the same TFLite file.</param>
/// <param name="Input">Name of the input, float [1, 3, Height, Width].</param>
/// <param name="Pixels">How a pixel becomes a number of the input; null where the file does not say, because its input is float already.</param>
/// <param name="Output">Name of the output, one number for each class.</param>
/// <param name="FinalActivation">Softmax or Sigmoid where the output are probabilities; null where they are logits.</param>
public sealed record ImportedClassifier(
    byte[] Model, string Input, int Height, int Width, PixelScale? Pixels, string Output, string? FinalActivation, int ClassCount);

/// <summary>A pixel v of 0–255 becomes v · Scale − Mean.</summary>
public readonly record struct PixelScale(double Scale, double Mean);
