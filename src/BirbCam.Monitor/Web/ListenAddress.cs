using System.Net;

namespace BirbCam.Monitor.Web;

/// <summary>An address of this machine to listen on.</summary>
/// <param name="Address">Null for this machine only, whichever protocol it speaks to itself.</param>
/// <param name="Port">0 for any that is free.</param>
internal sealed record ListenAddress(IPAddress? Address, int Port)
{
    private ListenAddress(string text, IPAddress? address, int port)
        : this(address, port) => Text = text;

    /// <summary>As it was written.</summary>
    public string Text { get; } = "";

    /// <summary>Whether other machines may look, at any address of this one.</summary>
    public bool IsEverybodys => Address is not null && (Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any));

    /// <exception cref="WebListenException">No such address: what to write instead.</exception>
    public static ListenAddress Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0)
            throw Fault(text);

        // The web server would take any other name for "every address of this machine".
        if (uri.Host == "localhost")
            return new ListenAddress(text, uri.Port == 0 ? IPAddress.Loopback : null, uri.Port);
        return IPAddress.TryParse(uri.Host.Trim('[', ']'), out IPAddress? address) ? new ListenAddress(text, address, uri.Port) : throw Fault(text);
    }

    private static WebListenException Fault(string text) => new(
        $"Web.Listen '{text}' is no address to listen on: write http://localhost:8080 (this machine only), http://0.0.0.0:8080 (everybody), or http:// with an address of this machine; "
        + "https is spoken by a proxy before it, see Web.PublicUrl");
}

/// <summary>The page cannot be served there, or the file of its password or its tokens cannot be used: one line that says what to change.</summary>
internal sealed class WebListenException(string message) : Exception(message);
