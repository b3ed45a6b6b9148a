using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace BirbCam.Monitor.Web.Access;

/// <summary>Who is logged in. Only hashes of the cookies are kept. Any thread may call.</summary>
/// <param name="file">Takes them over a restart.</param>
internal sealed class Sessions(TimeProvider time, SessionFile file)
{
    /// <summary>More browsers than a household has; the one that was idle longest gives way.</summary>
    public const int MaxSessions = 64;

    /// <summary>After so long without a request one has to log in again.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromDays(14);

    /// <summary>That one is still there is written so often.</summary>
    public static readonly TimeSpan KeepEvery = TimeSpan.FromDays(1);

    /// <summary>256 bits: nobody guesses it.</summary>
    private const int SecretBytes = 32;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _lastSeen = new(file.Read());
    private DateTimeOffset _keptAt = time.GetUtcNow();

    public int Count
    {
        get
        {
            lock (_gate)
                return _lastSeen.Count;
        }
    }

    /// <returns>The cookie, and the token that the page shows with each change.</returns>
    public (string Cookie, string Token) Begin()
    {
        // Of the system's random numbers, not of a seeded Random: it is a secret.
        string cookie = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        lock (_gate)
        {
            if (_lastSeen.Count >= MaxSessions)
                _lastSeen.Remove(_lastSeen.MinBy(entry => entry.Value).Key);
            _lastSeen[HashOf(cookie)] = time.GetUtcNow();
            Keep();
        }

        return (cookie, TokenFor(cookie));
    }

    /// <summary>The session's token; null where the cookie is none of ours, or too old.</summary>
    public string? TokenOf(string? cookie)
    {
        if (cookie is null)
            return null;

        string hash = HashOf(cookie);
        DateTimeOffset now = time.GetUtcNow();
        lock (_gate)
        {
            if (!_lastSeen.TryGetValue(hash, out DateTimeOffset seen))
                return null;
            if (now - seen > Idle)
            {
                _lastSeen.Remove(hash);
                return null;
            }

            _lastSeen[hash] = now;
            if (now - _keptAt > KeepEvery)
                Keep();
            return TokenFor(cookie);
        }
    }

    public void End(string cookie)
    {
        lock (_gate)
        {
            if (_lastSeen.Remove(HashOf(cookie)))
                Keep();
        }
    }

    private void Keep()
    {
        file.Write(_lastSeen);
        _keptAt = time.GetUtcNow();
    }

    /// <summary>Follows from the cookie, so that neither need be kept; to know it is to know the cookie.</summary>
    private static string TokenFor(string cookie) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes("token of " + cookie)));

    private static string HashOf(string cookie) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(cookie)));
}
