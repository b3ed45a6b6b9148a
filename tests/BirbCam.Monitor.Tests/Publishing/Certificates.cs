using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace BirbCam.Monitor.Tests.Publishing;

/// <summary>An authority of a test's own, made by the real openssl.</summary>
internal sealed class Certificates
{
    private readonly TestFolder _folder;
    private readonly string _name;

    /// <param name="name">Of the authority, and of its files in the folder.</param>
    public Certificates(TestFolder folder, string name)
    {
        _folder = folder;
        _name = name;
        Run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", $"/CN={name}", "-keyout", folder[$"{name}.key"], "-out", Authority);
    }

    public string Authority => _folder[$"{_name}.crt"];

    /// <param name="host">What the certificate is good for, as openssl spells it: <c>IP:127.0.0.1</c>, <c>DNS:broker.local</c>.</param>
    public (string Certificate, string Key) Issue(string name, string host)
    {
        (string certificate, string key, string request) = (_folder[$"{name}.crt"], _folder[$"{name}.key"], _folder[$"{name}.csr"]);
        Run("req", "-newkey", "rsa:2048", "-nodes", "-subj", $"/CN={name}", "-keyout", key, "-out", request);
        File.WriteAllText(_folder[$"{name}.ext"], $"subjectAltName={host}\n");
        Run(
            "x509", "-req", "-in", request, "-CA", Authority, "-CAkey", _folder[$"{_name}.key"], "-CAcreateserial", "-days", "2",
            "-extfile", _folder[$"{name}.ext"], "-out", certificate);
        return (certificate, key);
    }

    /// <summary>One for 127.0.0.1 that is good for the month after <paramref name="from"/>. Not by openssl: its releases do not agree on how to ask for the past.</summary>
    public (string Certificate, string Key) IssueForMonth(string name, DateTimeOffset from)
    {
        (string certificate, string key) = (_folder[$"{name}.crt"], _folder[$"{name}.key"]);
        using X509Certificate2 authority = X509Certificate2.CreateFromPemFile(Authority, _folder[$"{_name}.key"]);
        using RSA signing = authority.GetRSAPrivateKey()!, own = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", own, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var host = new SubjectAlternativeNameBuilder();
        host.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(host.Build());
        using X509Certificate2 issued = request.Create(
            authority.SubjectName, X509SignatureGenerator.CreateForRSA(signing, RSASignaturePadding.Pkcs1), from, from.AddMonths(1), [1]);
        File.WriteAllText(certificate, issued.ExportCertificatePem());
        File.WriteAllText(key, own.ExportPkcs8PrivateKeyPem());
        return (certificate, key);
    }

    private static void Run(params string[] arguments)
    {
        using Process openssl = Process.Start(new ProcessStartInfo(Programs.Find("openssl", "openssl"), arguments) { RedirectStandardError = true })!;
        string said = openssl.StandardError.ReadToEnd();
        openssl.WaitForExit();
        Assert.True(openssl.ExitCode == 0, said);
    }
}
