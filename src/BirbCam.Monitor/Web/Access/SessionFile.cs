using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor.Web.Access;

/// <summary>Who is logged in, over a restart: hashes of the cookies, in a file that nobody but the service's user can read.</summary>
/// <param name="password">Of the page: another one ends all sessions.</param>
internal sealed partial class SessionFile(string path, WebPassword password, ILogger logger)
{
    /// <summary>In the state directory.</summary>
    public const string FileName = "web-sessions.json";

    /// <summary>Four times what all of them take.</summary>
    private const int MaxBytes = 32 << 10;

    /// <returns>When each was seen last, by the hash of its cookie. None where there is no such file, or it is of another password or damaged.</returns>
    public IReadOnlyDictionary<string, DateTimeOffset> Read()
    {
        try
        {
            return !File.Exists(path) ? Nobody
                : Parse(File.ReadAllBytes(path)) is not KeptSessions kept ? throw new JsonException("it holds no sessions")
                : kept.Password == password.Mark ? kept.LastSeen
                : Nobody;
        }
        catch (Exception unusable) when (unusable is JsonException or IOException or UnauthorizedAccessException)
        {
            LogUnread(path, unusable.Message.ReplaceLineEndings(" "));
            return Nobody;
        }
    }

    /// <summary>Where it cannot, one line says so, and they end with the program.</summary>
    public void Write(IReadOnlyDictionary<string, DateTimeOffset> lastSeen)
    {
        try
        {
            SecretFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(new KeptSessions(password.Mark, lastSeen), SessionJson.Default.KeptSessions));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            LogUnwritten(path, refused.Message);
        }
    }

    private static Dictionary<string, DateTimeOffset> Nobody => [];

    private static KeptSessions? Parse(byte[] content)
        => content.Length <= MaxBytes && JsonSerializer.Deserialize(content, SessionJson.Default.KeptSessions) is { LastSeen.Count: <= Sessions.MaxSessions } kept ? kept : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Everybody has to log in again, since {Path} cannot be used: {Reason}")]
    private partial void LogUnread(string path, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Who is logged in has to log in again after a restart, since {Path} cannot be written: {Reason}")]
    private partial void LogUnwritten(string path, string reason);
}

/// <param name="Password">Its mark.</param>
internal sealed record KeptSessions(string Password, IReadOnlyDictionary<string, DateTimeOffset> LastSeen);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(KeptSessions))]
internal sealed partial class SessionJson : JsonSerializerContext;
