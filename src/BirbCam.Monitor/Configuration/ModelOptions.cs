using System.ComponentModel.DataAnnotations;

namespace BirbCam.Monitor.Configuration;

/// <summary>Which model names the visitors; section <c>Model</c>.</summary>
internal sealed class ModelOptions
{
    /// <summary>An ONNX file with its card beside it; relative to the program's folder.</summary>
    [Required]
    public string Path { get; init; } = "models/balcony.onnx";

    /// <summary>Threads of one run. One leaves the other cores of a small board to the camera.</summary>
    [Range(1, 64)]
    public int Threads { get; init; } = 1;

    /// <summary>Where the model file lies.</summary>
    public string FullPath => System.IO.Path.GetFullPath(Path, AppContext.BaseDirectory);
}
