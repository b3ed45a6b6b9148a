using System.Collections.Concurrent;
using System.Globalization;
using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Pipeline;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Publishing.Payloads;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reviews;
using BirbCam.Vision.Classification;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor;

/// <summary>Does what a person asks of the running service from elsewhere, remembers it for the next start, and says how it stands.</summary>
internal sealed partial class NodeControls(
    Camera camera, FramePipeline pipeline, Classifier classifier, SightingStore store, ReviewDesk desk, MqttPublisher publisher, ILogger<NodeControls> logger)
{
    /// <summary>Of the store's settings, and what is in it beside the labels' thresholds.</summary>
    private const string Area = "controls", Enabled = "enabled", Threshold = "threshold/";

    private readonly ConcurrentDictionary<string, string> _wishes = new();

    /// <summary>What was asked before the last stop still holds.</summary>
    /// <exception cref="StoreException">The settings cannot be read.</exception>
    public void Restore()
    {
        foreach ((string key, string value) in store.Settings(Area))
            _wishes[key] = value;

        foreach (string label in classifier.Card.Labels)
        {
            bool isWished = double.TryParse(_wishes.GetValueOrDefault(Threshold + label), NumberStyles.Float, CultureInfo.InvariantCulture, out double wished);
            Apply(new SetThreshold(label, isWished ? wished : classifier.Card.Thresholds[label]));
        }

        Apply(new Enable(_wishes.GetValueOrDefault(Enabled) != "OFF"));
    }

    /// <summary>On a thread of the broker's.</summary>
    public void Do(NodeCommand command)
    {
        LogAsked(command);
        if (command is Enable enable)
            Remember(Enabled, WordOf(enable));
        if (command is SetThreshold(string label, double threshold))
            Remember(Threshold + label, threshold.ToString("R", CultureInfo.InvariantCulture));

        // Who hears that it is so may rely on it after the next start, too.
        Apply(command);
    }

    /// <summary>Does it, and says so where it is a state.</summary>
    private void Apply(NodeCommand command)
    {
        switch (command)
        {
            case Enable enable:
                if (enable.IsEnabled)
                    camera.Resume();
                else
                    camera.Pause();
                publisher.SetEnabled(WordOf(enable));
                break;
            case SetThreshold(string label, double threshold):
                classifier.SetThreshold(label, threshold);
                publisher.SetThreshold(label, threshold);
                break;
            case Recalibrate:
                pipeline.Recalibrate();
                break;
            case TakeSnapshot:
                pipeline.TakeSnapshot();
                break;
            case ReviewDetection(Guid id, IReadOnlyList<string> labels):
                publisher.AnswerReview(ReviewResult.Of(id, Review(id, labels)).ToPayload());
                break;
        }
    }

    /// <returns>Null, or in words why it was not taken.</returns>
    private string? Review(Guid id, IReadOnlyList<string> labels)
    {
        try
        {
            return desk.Take(id, labels).Fault;
        }
        catch (StoreException refused)
        {
            return refused.Message;
        }
    }

    private static string WordOf(Enable enable) => enable.IsEnabled ? "ON" : "OFF";

    private void Remember(string key, string value)
    {
        try
        {
            _wishes[key] = value;
            store.RememberSettings(Area, _wishes);
        }
        catch (StoreException refused)
        {
            // It is done, and holds until the next start.
            LogForgotten(key, refused.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Asked by the broker: {Command}")]
    private partial void LogAsked(NodeCommand command);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Setting} will not be remembered: {Reason}")]
    private partial void LogForgotten(string setting, string reason);
}
