using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace BirbCam.Monitor.Sightings;

/// <summary>The records as JSON text, exactly as they go over the wire: snake case, UTC with a Z, numbers with four decimals.</summary>
internal static class RecordJson
{
    private static readonly RecordJsonContext Context = new(Options());

    /// <summary>How every payload is written. A new object: a context keeps it for itself.</summary>
    public static JsonSerializerOptions Options() => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        // Letters of every language stay readable; what could end a script tag in a page is still escaped.
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters = { new FourDecimals(), new MillisecondTime() },
    };

    /// <exception cref="ArgumentException">A number is not finite: no record may hold one.</exception>
    public static string Write(Detection detection) => JsonSerializer.Serialize(detection, Context.Detection);

    /// <exception cref="ArgumentException">A number is not finite: no record may hold one.</exception>
    public static string Write(SightingChange change) => JsonSerializer.Serialize(change, Context.SightingChange);

    /// <exception cref="JsonException">Not a detection.</exception>
    public static Detection ReadDetection(string payload)
        => JsonSerializer.Deserialize(payload, Context.Detection) ?? throw new JsonException("null is not a detection");

    /// <summary>A part of a record: the names in one of its lists.</summary>
    /// <exception cref="JsonException">Not a list of names.</exception>
    public static IReadOnlyList<string> ReadLabels(string part)
        => JsonSerializer.Deserialize(part, Context.IReadOnlyListString) ?? throw new JsonException("null is no list of names");

    /// <exception cref="JsonException">Not a change of a sighting.</exception>
    public static SightingChange ReadSightingChange(string payload)
        => JsonSerializer.Deserialize(payload, Context.SightingChange) ?? throw new JsonException("null is not a change of a sighting");

    /// <summary>A score of 0.58234187 says no more than 0.5823 and is twice as long.</summary>
    private sealed class FourDecimals : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(Math.Round(value, 4));
    }

    private sealed class MillisecondTime : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
            => writer.WriteStringValue(value.ToString(value.Offset == TimeSpan.Zero ? "yyyy-MM-ddTHH:mm:ss.fffZ" : "yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture));
    }
}

[JsonSerializable(typeof(Detection))]
[JsonSerializable(typeof(SightingChange))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class RecordJsonContext : JsonSerializerContext;
