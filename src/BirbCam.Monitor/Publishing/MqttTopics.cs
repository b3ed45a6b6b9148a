using System.Text;

namespace BirbCam.Monitor.Publishing;

/// <summary>The topics of one node: <c>birbcam/&lt;node&gt;/…</c>.</summary>
/// <param name="baseTopic">As in <see cref="MqttOptions.BaseTopic"/>.</param>
/// <param name="node">As <see cref="NodeName"/> makes it.</param>
internal sealed class MqttTopics(string baseTopic, string node)
{
    /// <summary>As the configuration allows; host names of Linux end there too.</summary>
    private const int MaxNodeLength = 64;

    public string Node => node;

    public string Availability { get; } = $"{baseTopic}/{node}/availability";

    public string Status { get; } = $"{baseTopic}/{node}/status";

    public string Motion { get; } = $"{baseTopic}/{node}/motion";

    public string Detections { get; } = $"{baseTopic}/{node}/detections";

    public string Sightings { get; } = $"{baseTopic}/{node}/sightings";

    public string Last { get; } = $"{baseTopic}/{node}/last";

    public string Snapshot { get; } = $"{baseTopic}/{node}/snapshot";

    public string Explanation { get; } = $"{baseTopic}/{node}/explanation";

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
