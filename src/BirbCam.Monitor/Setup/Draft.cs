using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using BirbCam.Monitor.Capture.Addresses;
using BirbCam.Monitor.Configuration;

namespace BirbCam.Monitor.Setup;

/// <summary>A configuration that is being made: what the file will say, and what that means. Nothing is written before <see cref="SetupFile.Save"/>.</summary>
/// <param name="Options">Of the file alone: the environment of whoever sets up is not the service's.</param>
/// <param name="BrokerPassword">A new one; null to leave it.</param>
internal sealed record Draft(CommentedJson Json, BirbCamOptions Options, ImmutableList<Change> Changes, string? BrokerPassword = null)
{
    private static readonly JsonSerializerOptions AsPeopleWrite = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <exception cref="ConfigurationException">It cannot be used as it is.</exception>
    public static Draft Of(ReadOnlySpan<byte> content, string name)
    {
        BirbCamOptions options = ConfigurationFile.Parse(content, name);
        try
        {
            return new Draft(new CommentedJson(content), options, []);
        }
        catch (InvalidDataException unreadable)
        {
            throw new ConfigurationException($"{name}: {unreadable.Message}");
        }
    }

    /// <summary>The draft with other values; those that are the same already are not touched.</summary>
    /// <exception cref="FormatException">The values do not go together: one line that says why.</exception>
    public Draft With(params IEnumerable<Edit> edits)
    {
        CommentedJson json = Json;
        ImmutableList<Change> changes = Changes;
        foreach (Edit edit in edits)
        {
            (string now, string wanted) = (Written(edit.Now), Written(edit.Wanted));
            if (now == wanted)
                continue;

            json = json.With(edit.Key, wanted);
            changes = changes.Add(new Change(edit.Key, InWords(now), InWords(wanted)));
        }

        return Meaning(json, changes);
    }

    /// <summary>The draft with one more item in a list.</summary>
    /// <exception cref="FormatException">It does not fit: one line that says why.</exception>
    public Draft WithItem(string key, object item, string inWords) => Meaning(Json.WithItem(key, Written(item)), Changes.Add(new Change(key, "", inWords)));

    private Draft Meaning(CommentedJson json, ImmutableList<Change> changes)
    {
        try
        {
            return this with { Json = json, Options = ConfigurationFile.Parse(json.Content, "these answers"), Changes = changes };
        }
        catch (ConfigurationException wrong)
        {
            throw new FormatException(wrong.Message);
        }
    }

    private static string InWords(string json) => json == "null" ? "none" : NetworkAddress.Mask(json.Trim('"'));

    private static string Written(object? value) => JsonSerializer.Serialize(value, AsPeopleWrite);
}

/// <summary>A value that a person chose.</summary>
/// <param name="Now">As the options have it.</param>
internal readonly record struct Edit(string Key, object? Now, object? Wanted);

/// <summary>For the summary, in words, without secrets.</summary>
/// <param name="From">Empty where something is added.</param>
internal sealed record Change(string Key, string From, string To);
