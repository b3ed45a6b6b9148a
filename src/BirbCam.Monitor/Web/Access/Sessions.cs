using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace BirbCam.Monitor.Web.Access;

/// <summary>Who is logged in, until the program ends. Only hashes of the cookies are kept. Any thread may call.</summary>
internal sealed class Sessions(TimeProvider time)
{
    /// <summary>More browsers than a household has; the one that was idle longest gives way.</summary>
    public const int MaxSessions = 64;

    /// <summary>After so long without a request one has to log in again.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromDays(14);

    /// <summary>256 bits: nobody guesses it.</summary>
    private const int SecretBytes = 32;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Session> _byHash = [];

    public int Count
    {
        get
        {
            lock (_gate)
                return _byHash.Count;
        }
    }

    /// <returns>The cookie, and the token that the page shows with each change.</returns>
    public (string Cookie, string Token) Begin()
    {
        string cookie = Secret(), token = Secret();
        lock (_gate)
        {
            if (_byHash.Count >= MaxSessions)
                _byHash.Remove(_byHash.MinBy(entry => entry.Value.LastSeen).Key);
            _byHash[HashOf(cookie)] = new Session(token, time.GetUtcNow());
        }

        return (cookie, token);
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
            if (!_byHash.TryGetValue(hash, out Session session))
                return null;
            if (now - session.LastSeen > Idle)
            {
                _byHash.Remove(hash);
                return null;
            }

            _byHash[hash] = session with { LastSeen = now };
            return session.Token;
        }
    }

    public void End(string cookie)
    {
        lock (_gate)
            _byHash.Remove(HashOf(cookie));
    }

    /// <summary>Of the system's random numbers, not of a seeded Random: it is a secret.</summary>
    private static string Secret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    private static string HashOf(string cookie) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(cookie)));

    private readonly record struct Session(string Token, DateTimeOffset LastSeen);
}
