using System.Text;

namespace BirbCam.Monitor.Publishing;

/// <summary>The topics of one node: <c>birbcam/&lt;node&gt;/…</c>.</summary>
/// <param name="baseTopic">As in <see cref="MqttOptions.BaseTopic"/>.</param>
/// <param name="node">As <see cref="NodeName"/> makes it.</param>
internal sealed class MqttTopics(string baseTopic, string node)
{
    /// <summary>As the configuration allows; host names of Linux end there too.</summary>
    private const int MaxNodeLength = 64;

    /// <summary>Where Home Assistant says <c>online</c> when it has started.</summary>
    public const string HomeAssistantStatus = "homeassistant/status";

    public string Node => node;

    /// <summary>What every topic of the node begins with.</summary>
    public string Root { get; } = $"{baseTopic}/{node}/";

    /// <summary>A filter for all of them.</summary>
    public string Everything { get; } = $"{baseTopic}/{node}/#";

    /// <summary>Where Home Assistant looks for announcements of devices.</summary>
    public string Announcement { get; } = $"homeassistant/device/birbcam_{node}/config";

    public string Availability { get; } = $"{baseTopic}/{node}/availability";

    public string Status { get; } = $"{baseTopic}/{node}/status";

    public string Camera { get; } = $"{baseTopic}/{node}/camera/state";

    public string Motion { get; } = $"{baseTopic}/{node}/motion";

    public string Event { get; } = $"{baseTopic}/{node}/event";

    public string Detections { get; } = $"{baseTopic}/{node}/detections";

    public string Sightings { get; } = $"{baseTopic}/{node}/sightings";

    public string Last { get; } = $"{baseTopic}/{node}/last";

    public string Snapshot { get; } = $"{baseTopic}/{node}/snapshot";

    public string Explanation { get; } = $"{baseTopic}/{node}/explanation";

    public string Review { get; } = $"{baseTopic}/{node}/review";

    public string Stats { get; } = $"{baseTopic}/{node}/stats";

    public string Model { get; } = $"{baseTopic}/{node}/model";

    /// <summary>ON, or OFF while the camera is closed at somebody's wish.</summary>
    public string Enabled { get; } = $"{baseTopic}/{node}/enabled/state";

    /// <summary>PRESS.</summary>
    public string Recalibrate { get; } = $"{baseTopic}/{node}/recalibrate/set";

    /// <summary>PRESS.</summary>
    public string TakeSnapshot { get; } = $"{baseTopic}/{node}/snapshot/set";

    /// <summary>Who is on a picture, as somebody says.</summary>
    public string ReviewWish { get; } = $"{baseTopic}/{node}/review/set";

    /// <summary>Whether that was taken.</summary>
    public string ReviewResult { get; } = $"{baseTopic}/{node}/review/result";

    /// <param name="label">Or + for all of them.</param>
    public string Threshold(string label) => $"{baseTopic}/{node}/threshold/{(label == "+" ? label : LevelOf(label))}/state";

    /// <summary>Where a state is asked to be another.</summary>
    /// <param name="stateTopic">Ends in <c>/state</c>.</param>
    public static string SetterOf(string stateTopic) => stateTopic[..^"state".Length] + "set";

    public string Present(string label) => $"{baseTopic}/{node}/label/{LevelOf(label)}/present";

    public string Today(string label) => $"{baseTopic}/{node}/label/{LevelOf(label)}/today";

    public string LastSeen(string label) => $"{baseTopic}/{node}/label/{LevelOf(label)}/last_seen";

    /// <summary>The topics of the label that a component of Home Assistant stood for, by the component's key; none for a component of no label.</summary>
    public IEnumerable<string> OfComponent(string key)
        => key.EndsWith("_today", StringComparison.Ordinal) && key[..^"_today".Length] is string label ? [Present(label), Today(label), LastSeen(label)] : [];

    /// <summary>A label as a level of a topic: a model may call its classes as it likes, and MQTT keeps <c>/</c>, <c>+</c> and <c>#</c> for itself.</summary>
    public static string LevelOf(string label)
    {
        var level = new StringBuilder();
        foreach (char c in label.ToLowerInvariant())
            level.Append(char.IsLetterOrDigit(c) || c == '-' ? c : '_');

        return level.ToString();
    }

    /// <summary>A name of a–z, 0–9, _ and -, whatever the machine is called.</summary>
    public static string NodeName(string name)
    {
        var node = new StringBuilder();
        foreach (char c in name.ToLowerInvariant().Take(MaxNodeLength))
            node.Append(char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '-');

        string trimmed = node.ToString().Trim('-');
        return trimmed.Length > 0 ? trimmed : "birbcam";
    }
}
