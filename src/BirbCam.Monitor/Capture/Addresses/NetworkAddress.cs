using System.Net;
using System.Text.RegularExpressions;

namespace BirbCam.Monitor.Capture.Addresses;

/// <summary>An address with what must not be shown: the password before the host, and values of a query that sound like one.</summary>
internal sealed partial class NetworkAddress : IEquatable<NetworkAddress>
{
    private NetworkAddress(string text, Uri uri)
    {
        Text = text;
        int colon = uri.UserInfo.IndexOf(':', StringComparison.Ordinal);
        if (uri.UserInfo.Length > 0)
        {
            string user = colon < 0 ? uri.UserInfo : uri.UserInfo[..colon];
            string password = colon < 0 ? "" : uri.UserInfo[(colon + 1)..];
            Credential = new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
        }

        WithoutCredential = new UriBuilder(uri) { UserName = "", Password = "" }.Uri;
    }

    /// <summary>As it was written, with its secrets: for the program that connects, never for a log.</summary>
    public string Text { get; }

    public Uri WithoutCredential { get; }

    public NetworkCredential? Credential { get; }

    public string Display => Mask(Text);

    /// <exception cref="FormatException">Not an address with a host.</exception>
    public static NetworkAddress Parse(string text)
        => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0
            ? new NetworkAddress(text, uri)
            : throw new FormatException(
                $"this is not an address of a camera. Write it as {text[..text.IndexOf(':', StringComparison.Ordinal)]}://user:password@host/path, "
                + "with %40 for an @ and %2F for a / in the password.");

    /// <summary>The text without the secrets of any address in it: for the words of other programs too.</summary>
    public static string Mask(string text) => SecretInQuery().Replace(Password().Replace(text, "$1***@"), "$1***");

    public bool Equals(NetworkAddress? other) => other is not null && Text == other.Text;

    public override bool Equals(object? obj) => Equals(obj as NetworkAddress);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Display;

    /// <summary>Greedy up to the last @ of the word: a password may hold one, or a slash, that was not written as %40 or %2F. Better to hide too much.</summary>
    [GeneratedRegex(@"([a-zA-Z]+://[^/\s:@]*:)\S*@")]
    private static partial Regex Password();

    [GeneratedRegex(@"([?&;][^=&\s]*(?:pass|pwd|token|secret|key|auth)[^=&\s]*=)[^&\s]+", RegexOptions.IgnoreCase)]
    private static partial Regex SecretInQuery();
}
