using System.ComponentModel.DataAnnotations;

namespace BirbCam.Monitor.Web;

/// <summary>Where the page is served; section <c>Web</c>.</summary>
internal sealed class WebOptions
{
    /// <summary>As <see cref="ListenAddress"/> reads it; null for no page. Bound to this machine until the operator says otherwise.</summary>
    public string? Listen { get; init; } = "http://localhost:8080";

    /// <summary>How others reach the page where something stands before it, as a proxy that speaks https.</summary>
    [Url]
    public string? PublicUrl { get; init; }

    /// <summary>Addresses of proxies before the page that are believed when they say for whom they ask, and whether by https.</summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>Whether strangers may look at who came, with the pictures of the visits: no live picture, no review, nothing of the system, and no changes.</summary>
    public bool Guests { get; init; }

    /// <summary>Holds the password or its hash, see <see cref="Access.WebPassword"/>; null for one in the state directory.</summary>
    public string? PasswordFile { get; init; }
}
