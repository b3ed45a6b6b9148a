using System.Collections.Immutable;
using System.Globalization;
using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Pipeline;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Publishing.Payloads;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reading;
using BirbCam.Monitor.Sightings.Reviews;
using BirbCam.Vision.Classification;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor;

/// <summary>Does what a person asks of the running service over MQTT or on the page, remembers it for the next start, and says how it stands. Any thread may call.</summary>
/// <param name="publisher">Null where no broker is configured: then nobody is told.</param>
internal sealed partial class NodeControls(
    Camera camera, FramePipeline pipeline, Classifier classifier, SightingStore store, ReviewDesk desk, MqttPublisher? publisher, ILogger<NodeControls> logger)
{
    /// <summary>Of the store's settings, and what is in it beside the labels' thresholds.</summary>
    private const string Area = "controls", Enabled = "enabled", Threshold = "threshold/";

    /// <summary>What is remembered and what holds change together: a broker and a page may ask at once.</summary>
    private readonly Lock _changing = new();

    private readonly ImmutableDictionary<string, double> _thresholdsOfCard = classifier.Card.Thresholds;
    private ImmutableDictionary<string, string> _wishes = [];

    /// <summary>That hold now, in the card's order of labels.</summary>
    public IReadOnlyList<LabelLimit> Limits()
    {
        lock (_changing)
        {
            return [.. classifier.Card.Labels.Select(label
                => new LabelLimit(label, classifier.Card.Thresholds[label], _thresholdsOfCard[label], WishFor(label) is not null))];
        }
    }

    /// <summary>What was asked before the last stop still holds.</summary>
    /// <exception cref="StoreException">The settings cannot be read.</exception>
    public void Restore()
    {
        lock (_changing)
        {
            _wishes = store.Settings(Area).ToImmutableDictionary();
            foreach (string label in classifier.Card.Labels)
                Apply(new SetThreshold(label, WishFor(label)));

            // A camera that was paused over MQTT can be woken by nobody where there is no broker any more.
            Apply(new Enable(publisher is null || _wishes.GetValueOrDefault(Enabled) != "OFF"));
        }
    }

    public void Do(NodeCommand command)
    {
        LogAsked(command);
        lock (_changing)
        {
            if (command is Enable enable)
                Remember(_wishes.SetItem(Enabled, WordOf(enable)), Enabled);
            if (command is SetThreshold set)
                Remember(With(set), Threshold + set.Label);

            // Who hears that it is so may rely on it after the next start, too.
            Apply(command);
        }
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
                publisher?.SetEnabled(WordOf(enable));
                break;
            case SetThreshold set:
                double threshold = set.Threshold ?? _thresholdsOfCard[set.Label];
                classifier.SetThreshold(set.Label, threshold);
                publisher?.SetThreshold(set.Label, threshold);
                break;
            case Recalibrate:
                pipeline.Recalibrate();
                break;
            case TakeSnapshot:
                pipeline.TakeSnapshot();
                break;
            case ReviewDetection(Guid id, IReadOnlyList<string> labels):
                publisher?.AnswerReview(ReviewResult.Of(id, Review(id, labels)).ToPayload());
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

    /// <summary>Null where nobody asked for one, or where what is remembered is no limit.</summary>
    private double? WishFor(string label)
        => double.TryParse(_wishes.GetValueOrDefault(Threshold + label), NumberStyles.Float, CultureInfo.InvariantCulture, out double wish)
            && wish is >= NodeCommand.LeastThreshold and <= NodeCommand.MostThreshold
            ? wish
            : null;

    private ImmutableDictionary<string, string> With(SetThreshold set) => set.Threshold is double threshold
        ? _wishes.SetItem(Threshold + set.Label, threshold.ToString("R", CultureInfo.InvariantCulture))
        : _wishes.Remove(Threshold + set.Label);

    private void Remember(ImmutableDictionary<string, string> wishes, string changed)
    {
        _wishes = wishes;
        try
        {
            store.RememberSettings(Area, _wishes);
        }
        catch (StoreException refused)
        {
            // It is done, and holds until the next start.
            LogForgotten(changed, refused.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Asked: {Command}")]
    private partial void LogAsked(NodeCommand command);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Setting} will not be remembered: {Reason}")]
    private partial void LogForgotten(string setting, string reason);
}
