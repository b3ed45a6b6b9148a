using System.ComponentModel.DataAnnotations;
using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Capture.Timing;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Rejects;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Web;
using BirbCam.Vision.Motion;
using Microsoft.Extensions.Options;

// The zones of the gate are checked by BirbCamOptionsRules: BirbCam.Vision does not know the attribute that the generator asks for.
#pragma warning disable SYSLIB1213

namespace BirbCam.Monitor.Configuration;

/// <summary>Everything that can be configured. Defaults live here and in the sections only; <c>config/birbcam.json</c> is a commented copy.</summary>
internal sealed class BirbCamOptions
{
    /// <summary>Names this camera in topics and records.</summary>
    [Required]
    [RegularExpression("[a-z0-9_-]{1,64}", ErrorMessage = "Node must be made of a–z, 0–9, _ and -")]
    public string Node { get; init; } = MqttTopics.NodeName(Environment.MachineName);

    [ValidateObjectMembers]
    public CameraOptions Camera { get; init; } = new();

    [ValidateObjectMembers]
    public LocationOptions Location { get; init; } = new();

    [ValidateObjectMembers]
    public ScheduleOptions Schedule { get; init; } = new();

    [ValidateObjectMembers]
    public MotionOptions Gate { get; init; } = new();

    [ValidateObjectMembers]
    public ModelOptions Model { get; init; } = new();

    [ValidateObjectMembers]
    public ExplainOptions Explain { get; init; } = new();

    [ValidateObjectMembers]
    public SightingOptions Sightings { get; init; } = new();

    [ValidateObjectMembers]
    public StoreOptions Store { get; init; } = new();

    [ValidateObjectMembers]
    public MqttOptions Mqtt { get; init; } = new();

    [ValidateObjectMembers]
    public WebOptions Web { get; init; } = new();

    [ValidateObjectMembers]
    public RejectOptions Rejects { get; init; } = new();
}

[OptionsValidator]
internal sealed partial class BirbCamOptionsValidator : IValidateOptions<BirbCamOptions>;
