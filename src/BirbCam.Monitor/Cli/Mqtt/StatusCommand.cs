using System.CommandLine;
using System.Text.Json.Nodes;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Publishing.Brokers;

namespace BirbCam.Monitor.Cli.Mqtt;

/// <summary><c>birbcam status</c>: how the service is, as the broker knows it.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        Option<string> config = SharedOptions.Config();
        Option<bool> json = SharedOptions.Json();
        var command = new Command("status", "Say how the running service is, from what it published last.") { config, json };
        command.SetAction(async (parsed, stop) =>
        {
            (MqttOptions broker, MqttTopics topics) = MqttCommand.Target(parsed.GetValue(config)!);
            await using NodeListener listener = await NodeListener.OpenAsync(broker, topics, stop);
            Dictionary<string, WireMessage> kept = (await MqttCommand.RetainedAsync(listener, stop)).DistinctBy(message => message.Topic).ToDictionary(message => message.Topic);
            if (!kept.TryGetValue(topics.Availability, out WireMessage availability))
                throw new CommandFailedException($"{broker.Host}:{broker.Port} knows of no {topics.Node}: is the service running? (systemctl status birbcam)");

            TextWriter output = parsed.InvocationConfiguration.Output;
            bool isOnline = availability.Payload.Span.SequenceEqual("online"u8);
            foreach (string line in parsed.GetValue(json) ? [AsJson(kept, topics, isOnline)] : InWords(kept, topics, isOnline))
                await output.WriteLineAsync(line);

            return isOnline ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }

    private static string AsJson(Dictionary<string, WireMessage> kept, MqttTopics topics, bool isOnline) => new JsonObject
    {
        ["node"] = topics.Node,
        ["online"] = isOnline,
        ["status"] = Kept(kept, topics.Status)?.DeepClone(),
        ["last"] = Kept(kept, topics.Last)?.DeepClone(),
        ["review"] = Kept(kept, topics.Review)?.DeepClone(),
        ["stats"] = Kept(kept, topics.Stats)?.DeepClone(),
    }.ToJsonString();

    private static IEnumerable<string> InWords(Dictionary<string, WireMessage> kept, MqttTopics topics, bool isOnline)
    {
        JsonObject? status = Kept(kept, topics.Status), stats = Kept(kept, topics.Stats), last = Kept(kept, topics.Last);
        yield return Line(topics.Node, isOnline
            ? $"{HeardMessage.Text(status, "state")} since {HeardMessage.Text(status, "since")} (version {HeardMessage.Text(status, "version")}) {HeardMessage.Text(status, "reason")}"
            : "offline: this is what it said last");
        if (last is not null)
            yield return Line("last", $"{HeardMessage.Text(last, "local_time")}  {HeardMessage.Text(last, "text")}");
        if (Kept(kept, topics.Review) is JsonObject review)
            yield return Line("review", $"{HeardMessage.Text(review, "pending")} wait for a person");
        if (stats is null)
            yield break;

        JsonNode? gate = stats["gate_1h"], fps = stats["fps"], latency = stats["latency_ms"], disk = stats["disk"];
        yield return Line("frames", $"{HeardMessage.Text(fps, "gate")} a second; in the last hour {HeardMessage.Text(gate, "frames")}, of which {HeardMessage.Text(gate, "triggered")} triggered and {HeardMessage.Text(gate, "plume")} were plumes");
        yield return Line("classifier", $"{HeardMessage.Text(latency, "infer_p50")} ms, 95 % within {HeardMessage.Text(latency, "infer_p95")} ms; {HeardMessage.Text(stats, "outbox")} records wait for the broker");
        yield return Line("machine", $"{HeardMessage.Text(stats, "cpu_percent")} % of a core, {HeardMessage.Text(stats, "rss_mb")} MB, {HeardMessage.Text(disk, "free_mb")} MB of disk free"
            + (stats["cpu_temp_c"] is JsonNode heat ? $", {heat} °C" : "")
            + (HeardMessage.Text(stats["throttled"], "now") == "true" ? ", too little power or too hot" : ""));
    }

    private static string Line(string name, string text) => new([.. $"{name,-12}{text}".TrimEnd().Where(c => !char.IsControl(c))]);

    private static JsonObject? Kept(Dictionary<string, WireMessage> kept, string topic) => kept.TryGetValue(topic, out WireMessage message) ? HeardMessage.ReadObject(message) : null;
}
