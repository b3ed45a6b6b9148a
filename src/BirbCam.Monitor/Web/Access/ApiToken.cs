using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace BirbCam.Monitor.Web.Access;

/// <summary>What is kept of a token of a program.</summary>
/// <param name="Scope"><c>read</c> or <c>review</c>.</param>
/// <param name="Sha256">Of the token, in small hexadecimal letters: 256 random bits need no slow hash.</param>
internal sealed partial record ApiToken(string Name, string Scope, string Sha256, DateTimeOffset Created)
{
    /// <summary>How every token begins: whoever finds one knows what it opens.</summary>
    public const string Prefix = "birbcam_";

    private const int SecretBytes = 32;

    /// <summary>What a scope makes of its holder.</summary>
    public static IReadOnlyDictionary<string, Caller> Scopes { get; } = new Dictionary<string, Caller> { ["read"] = Caller.Reader, ["review"] = Caller.Reviewer };

    /// <summary>Whether it may stand in the file.</summary>
    public bool IsWhole => IsName(Name) && Scopes.ContainsKey(Scope) && Hash().IsMatch(Sha256);

    /// <returns>The token in plain words, which is nowhere else, and what is kept of it.</returns>
    public static (string Shown, ApiToken Kept) Make(string name, string scope, DateTimeOffset now)
    {
        string shown = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        return (shown, new ApiToken(name, scope, HashOf(shown), now));
    }

    public static string HashOf(string shown) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shown)));

    public static bool IsName(string name) => NamePattern().IsMatch(name);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9_-]{0,31}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[0-9a-f]{64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hash();
}
