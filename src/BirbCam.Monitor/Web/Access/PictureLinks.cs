using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Storage;

namespace BirbCam.Monitor.Web.Access;

/// <summary>
/// Links to kept pictures for those who read records elsewhere: without a login, for one picture, for reading, and for a month. Whoever has the link has the picture.
/// </summary>
/// <remarks>HMAC-SHA256 over name and expiry (RFC 2104), cut to 128 bits; the key never leaves its file.</remarks>
internal sealed partial class PictureLinks
{
    /// <summary>Of their paths.</summary>
    public const string Prefix = "/pictures/";

    /// <summary>In the state directory. Who deletes it makes all links void.</summary>
    public const string FileName = "picture-links.key";

    /// <summary>After the picture was taken.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private const int KeyBytes = 32, SignatureBytes = 16;

    private readonly byte[] _key;
    private readonly string? _publicUrl;

    private PictureLinks(byte[] key, string? publicUrl) => (_key, _publicUrl) = (key, publicUrl);

    /// <param name="directory">The state directory.</param>
    /// <param name="publicUrl">How others reach the page; null for no links.</param>
    /// <exception cref="WebListenException">The key cannot be read or made.</exception>
    public static PictureLinks Open(string directory, string? publicUrl)
    {
        string path = Path.Combine(directory, FileName);
        try
        {
            if (!File.Exists(path))
                SecretFile.Write(path, RandomNumberGenerator.GetBytes(KeyBytes));
            byte[] key = File.ReadAllBytes(path);
            return key.Length == KeyBytes ? new PictureLinks(key, publicUrl?.TrimEnd('/')) : throw new WebListenException($"{path} is damaged: delete it, and all links to pictures are made anew");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new WebListenException($"the key of the links to pictures {path} cannot be used: {refused.Message}");
        }
    }

    /// <summary>Null where <c>Web.PublicUrl</c> is not set: nobody knows where the page is.</summary>
    public PictureUrls? For(Guid id, DateTimeOffset capturedAt)
        => _publicUrl is null ? null : new PictureUrls(Link(id, capturedAt, PictureName.Clean), Link(id, capturedAt, PictureName.Panels));

    /// <summary>Which file of which detection a link is for; null where it was not made here, or was changed.</summary>
    /// <param name="name">What follows <see cref="Prefix"/>.</param>
    /// <param name="expires">As it stands in the link.</param>
    public (Guid Id, string Ending, DateTimeOffset GoodUntil)? Read(string name, string expires, string signature)
    {
        if (LinkName().Match(name) is not { Success: true } match
            || !long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out long until) || until > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
            return null;

        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(name, expires)), Encoding.UTF8.GetBytes(signature))
            ? (Guid.ParseExact(match.Groups[1].Value, "N"), match.Groups[2].Value, DateTimeOffset.FromUnixTimeSeconds(until))
            : null;
    }

    private string Link(Guid id, DateTimeOffset capturedAt, string ending)
    {
        string name = $"{id:N}{ending}";
        string expires = (capturedAt + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"{_publicUrl}{Prefix}{name}?expires={expires}&signature={Sign(name, expires)}";
    }

    private string Sign(string name, string expires)
        => Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{name} {expires}")).AsSpan(0, SignatureBytes));

    [GeneratedRegex(@"^([0-9a-f]{32})(\.jpg|\.cam\.jpg)$", RegexOptions.CultureInvariant)]
    private static partial Regex LinkName();
}
