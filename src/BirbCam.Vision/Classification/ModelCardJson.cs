using System.Text.Json;
using System.Text.Json.Serialization;
using BirbCam.Vision.Explanation.Methods;

namespace BirbCam.Vision.Classification;

/// <summary>How a card is written. By reflection: generated code would not keep the defaults of keys that a card leaves out.</summary>
internal static class ModelCardJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
        WriteIndented = true,
        Converters =
        {
            new CardWordConverter<ModelActivation>(), new CardWordConverter<ResizeRule>(), new CardWordConverter<ColourOrder>(),
            new CardWordConverter<TensorLayout>(), new CardWordConverter<OutputKind>(), new CamMethodConverter(),
        },
    };
}

/// <summary>Enumerations are lower-case words, and a wrong one is answered with the right ones.</summary>
internal sealed class CardWordConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? word = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        foreach (T value in Enum.GetValues<T>())
        {
            if (string.Equals(Word(value), word, StringComparison.Ordinal))
                return value;
        }

        throw new JsonException($"'{word}' is not one of {string.Join(", ", Enum.GetValues<T>().Select(Word))}");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Word(value));

    private static string Word(T value) => value.ToString().ToLowerInvariant();
}

/// <summary>Methods have words of their own.</summary>
internal sealed class CamMethodConverter : JsonConverter<CamMethod>
{
    public override CamMethod Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string word = (reader.TokenType == JsonTokenType.String ? reader.GetString() : null) ?? "";
        return CamMethods.FaultOf(word, out CamMethod method) is string fault ? throw new JsonException(fault) : method;
    }

    public override void Write(Utf8JsonWriter writer, CamMethod value, JsonSerializerOptions options) => writer.WriteStringValue(CamMethods.WordOf(value));
}
