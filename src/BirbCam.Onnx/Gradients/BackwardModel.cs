namespace BirbCam.Onnx.Gradients;

/// <summary>The derivative of a model as a model of its own, made of standard operators.</summary>
/// <param name="Model">Serialised; carries the weights that it needs.</param>
/// <param name="Saved">Tensors of the forward model that it reads, under the same names; often none for the last layer.</param>
/// <param name="Seed">Input in the shape of the logits: ∂objective/∂logits, which is one at the class that is explained and else zero.</param>
/// <param name="Output">The gradient, in the shape of the explained layer.</param>
public sealed record BackwardModel(byte[] Model, IReadOnlyList<string> Saved, string Seed, string Output);
