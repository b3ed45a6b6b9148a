using System.Text.Json;
using System.Text.Json.Serialization;

namespace BirbCam.Monitor.Web.Access;

/// <summary>The tokens of programs, in a file that nobody but the service's user can read. The command writes it, the running service reads it.</summary>
internal static class TokenFile
{
    /// <summary>In the state directory.</summary>
    public const string FileName = "web-tokens.json";

    /// <summary>More programs than ask a household's camera.</summary>
    public const int MaxTokens = 32;

    /// <summary>Four times what all of them take.</summary>
    private const int MaxBytes = 32 << 10;

    /// <returns>None where there is no file.</returns>
    /// <exception cref="WebListenException">It cannot be read, or is damaged: one line that says what to do.</exception>
    public static IReadOnlyList<ApiToken> Read(string path)
    {
        try
        {
            return File.Exists(path) ? Parse(File.ReadAllBytes(path)) ?? throw Damaged(path) : [];
        }
        catch (JsonException)
        {
            throw Damaged(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, refused);
        }
    }

    /// <exception cref="WebListenException">It cannot be written; the old one is still there.</exception>
    public static void Write(string path, IReadOnlyList<ApiToken> tokens)
    {
        try
        {
            SecretFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(new TokenList(tokens), TokenJson.Default.TokenList));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, refused);
        }
    }

    private static IReadOnlyList<ApiToken>? Parse(byte[] content)
    {
        if (content.Length > MaxBytes || JsonSerializer.Deserialize(content, TokenJson.Default.TokenList) is not TokenList list)
            return null;

        bool isWhole = list.Tokens.Count <= MaxTokens && list.Tokens.All(token => token?.IsWhole == true)
            && AreDifferent(list.Tokens.Select(token => token.Name)) && AreDifferent(list.Tokens.Select(token => token.Sha256));
        return isWhole ? list.Tokens : null;
    }

    private static bool AreDifferent(IEnumerable<string> words) => words.CountBy(word => word).All(counted => counted.Value == 1);

    private static WebListenException Damaged(string path) => new($"{path} is damaged: delete it, and make the tokens anew with 'birbcam token create'");

    private static WebListenException Unusable(string path, Exception refused) => new($"the file of tokens {path} cannot be used: {refused.Message}");
}

internal sealed record TokenList(IReadOnlyList<ApiToken> Tokens);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TokenList))]
internal sealed partial class TokenJson : JsonSerializerContext;
