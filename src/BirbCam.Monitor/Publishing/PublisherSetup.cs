namespace BirbCam.Monitor.Publishing;

/// <summary>Who publishes, and where.</summary>
/// <param name="Options">With a host.</param>
/// <param name="Node">As <see cref="MqttTopics.NodeName"/> makes it.</param>
/// <param name="BootId">Names the run of the program in every payload.</param>
/// <param name="Version">Of the program.</param>
/// <param name="Labels">Those of the model that get topics of their own, in its order; at most <see cref="MostLabels"/>.</param>
/// <param name="ModelCard">As it lies beside the model: UTF-8 JSON.</param>
internal sealed record PublisherSetup(MqttOptions Options, string Node, string BootId, string Version, IReadOnlyList<string> Labels, byte[] ModelCard)
{
    /// <summary>
    /// Each label has five topics and four components in Home Assistant, and is counted at each change of the store. A general model knows a thousand species: then the
    /// first ones have topics, and the others are in records, events and visits like everybody.
    /// </summary>
    public const int MostLabels = 64;
}
