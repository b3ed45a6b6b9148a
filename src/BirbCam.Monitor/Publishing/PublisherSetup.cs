namespace BirbCam.Monitor.Publishing;

/// <summary>Who publishes, and where.</summary>
/// <param name="Options">With a host.</param>
/// <param name="Node">As <see cref="MqttTopics.NodeName"/> makes it.</param>
/// <param name="BootId">Names the run of the program in every payload.</param>
/// <param name="Version">Of the program.</param>
/// <param name="Labels">Of the model, in its order.</param>
/// <param name="ModelCard">As it lies beside the model: UTF-8 JSON.</param>
internal sealed record PublisherSetup(MqttOptions Options, string Node, string BootId, string Version, IReadOnlyList<string> Labels, byte[] ModelCard);
