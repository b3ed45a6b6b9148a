using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor.Web.Access;

/// <summary>
/// Which tokens are good, as the file says now: a change of it is seen at the next request that shows a token, for one look at its times. Any thread may call.
/// </summary>
internal sealed partial class ApiTokens(string path, ILogger logger)
{
    private const string Scheme = "Bearer ";

    /// <summary>Twice as long as ours are: the rest is not worth a hash.</summary>
    private const int Longest = 100;

    private readonly Lock _gate = new();
    private Dictionary<string, ApiToken> _byHash = [];
    private FileStamp _read;
    private string? _told;

    /// <exception cref="WebListenException">The file is damaged.</exception>
    public static ApiTokens Open(string path, ILogger logger)
    {
        var tokens = new ApiTokens(path, logger);
        tokens.Read(FileStamp.Of(path));
        return tokens;
    }

    /// <summary>The token that a request shows, as <c>Authorization: Bearer birbcam_…</c>; null for none of ours, as a proxy's own.</summary>
    public static string? ShownBy(HttpRequest request)
    {
        string authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Scheme + ApiToken.Prefix, StringComparison.OrdinalIgnoreCase) ? authorization[Scheme.Length..].Trim() : null;
    }

    /// <summary>Null where it is not known, or was revoked.</summary>
    public Caller? CallerOf(string shown)
    {
        if (shown.Length > Longest)
            return null;

        string hash = ApiToken.HashOf(shown);
        lock (_gate)
        {
            Refresh();
            return _byHash.TryGetValue(hash, out ApiToken? token) ? ApiToken.Scopes[token.Scope] : null;
        }
    }

    /// <summary>While it cannot be read no token is good, and it is tried again: whoever mends its rights does not change its times.</summary>
    private void Refresh()
    {
        var now = FileStamp.Of(path);
        if (now == _read && _told is null)
            return;

        try
        {
            Read(now);
            _told = null;
        }
        catch (WebListenException unusable)
        {
            _byHash = [];
            if (_told != unusable.Message)
                LogUnusable(_told = unusable.Message);
        }
    }

    private void Read(FileStamp now)
    {
        _byHash = TokenFile.Read(path).ToDictionary(token => token.Sha256);
        _read = now;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No token is good: {Reason}")]
    private partial void LogUnusable(string reason);

    /// <summary>Taken before the file is read: what is written in between is seen the next time.</summary>
    private readonly record struct FileStamp(DateTime Written, long Bytes)
    {
        public static FileStamp Of(string path)
        {
            var file = new FileInfo(path);
            return file.Exists ? new FileStamp(file.LastWriteTimeUtc, file.Length) : default;
        }
    }
}
