using System.ComponentModel.DataAnnotations;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Capture;

/// <summary>Section <c>Camera</c> of the configuration: which camera, and what is asked of it.</summary>
internal sealed record CameraOptions : IValidatableObject
{
    /// <summary>As <see cref="CameraUri.Parse"/> reads it.</summary>
    [Required]
    public string Uri { get; set; } = "v4l2:/dev/video0";

    /// <summary>Pixels before any turn. A camera may deliver another size.</summary>
    [Range(16, 8192)]
    public int Width { get; set; } = 1280;

    /// <summary>Pixels before any turn. A camera may deliver another size.</summary>
    [Range(16, 8192)]
    public int Height { get; set; } = 720;

    /// <summary>Frames a second; what a camera delivers beyond that is left out.</summary>
    [Range(0.2, 60)]
    public double Fps { get; set; } = 5;

    [EnumDataType(typeof(Rotation))]
    public Rotation Rotate { get; set; } = Rotation.None;

    /// <summary>Without a picture for this long the camera is opened anew.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan StallAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>With the same picture, byte for byte, for this long the camera is opened anew: no sensor is free of noise.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "1.00:00:00")]
    public TimeSpan FrozenAfter { get; set; } = TimeSpan.FromSeconds(60);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!CameraUri.TryParse(Uri, out _, out string? mistake))
            yield return new ValidationResult(mistake, [nameof(Uri)]);
    }
}
