using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace BirbCam.Monitor.Publishing.Brokers;

/// <summary>Whether the certificate that a broker shows is to be believed, and if not, why.</summary>
/// <param name="authorities">Who may vouch for it; null for those of the system.</param>
internal sealed class BrokerTrust(X509Certificate2Collection? authorities)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>What was wrong with the certificate, in words for a person; null while nothing was.</summary>
    public string? Complaint { get; private set; }

    /// <param name="systemChain">As the system built it; holds the intermediate certificates that the broker sent.</param>
    /// <param name="systemErrors">What the system's own authorities say.</param>
    public bool Accepts(X509Certificate? shown, X509Chain? systemChain, SslPolicyErrors systemErrors)
    {
        if (shown is null || systemErrors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            Complaint = "the broker shows no certificate";
        else if (systemErrors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            Complaint = $"the broker's certificate is for another name ({shown.Subject}): check Mqtt.Host";
        else
            Complaint = authorities is null ? JudgeBySystem(shown, systemChain, systemErrors) : Judge(shown, systemChain, authorities);

        return Complaint is null;
    }

    private static string? JudgeBySystem(X509Certificate shown, X509Chain? chain, SslPolicyErrors errors)
    {
        return errors == SslPolicyErrors.None
            ? null
            : Outdated(chain) ?? $"the system does not trust the broker's certificate ({shown.Subject}): name its authority in Mqtt.CaFile";
    }

    private static string? Judge(X509Certificate shown, X509Chain? systemChain, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (systemChain is not null)
            chain.ChainPolicy.ExtraStore.AddRange(systemChain.ChainElements.Select(element => element.Certificate).ToArray());

        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(shown.GetRawCertData());
        if (chain.Build(certificate))
            return null;

        string why = string.Join(' ', chain.ChainStatus.Select(status => status.StatusInformation.Trim()));
        return Outdated(chain) ?? $"the broker's certificate ({shown.Subject}) is not vouched for by Mqtt.CaFile ({why}): put its authority's certificate there";
    }

    /// <summary>In words, where the date is all that is wrong; else null. Whether it is too early or too late is for a person: a Pi has no clock of its own.</summary>
    private static string? Outdated(X509Chain? chain)
    {
        if (chain is null || chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status) != X509ChainStatusFlags.NotTimeValid)
            return null;

        X509Certificate2 outdated = chain.ChainElements.First(element => element.ChainElementStatus.Any(status => status.Status == X509ChainStatusFlags.NotTimeValid)).Certificate;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"the certificate {outdated.Subject} is good from {outdated.NotBefore:yyyy-MM-dd} to {outdated.NotAfter:yyyy-MM-dd}, and by this machine's clock that is not now: renew it, or set the clock");
    }
}
