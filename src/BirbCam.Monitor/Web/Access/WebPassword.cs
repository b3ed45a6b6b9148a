using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BirbCam.Monitor.Web.Access;

/// <summary>
/// The one password of the page. Its file holds <c>pbkdf2-sha512$ROUNDS$SALT$HASH</c>, or a password that the operator wrote there in plain words.
/// </summary>
internal sealed class WebPassword
{
    /// <summary>In the state directory.</summary>
    public const string FileName = "web-password";

    /// <summary>Shorter ones of an operator's are refused.</summary>
    public const int ShortestPassword = 8;

    /// <summary>OWASP's number for PBKDF2 with SHA-512 (Password Storage Cheat Sheet, 2023): a tenth of a second on x64, a second on a Pi.</summary>
    private const int Rounds = 210_000;

    private const int SaltBytes = 16, HashBytes = 32;
    private const string Scheme = "pbkdf2-sha512";

    /// <summary>Without 0, 1, i, l and o, which look like each other: sixteen of these are 79 bits.</summary>
    private const string Letters = "23456789abcdefghjkmnpqrstuvwxyz";

    private readonly int _rounds;
    private readonly byte[] _salt;
    private readonly byte[] _hash;

    private WebPassword(int rounds, byte[] salt, byte[] hash) => (_rounds, _salt, _hash) = (rounds, salt, hash);

    /// <summary>The password that was made just now, and can be read nowhere else; null where there was one.</summary>
    public string? Generated { get; private init; }

    /// <summary>Another password has another one, which tells nothing of it. One in plain words has another at each start.</summary>
    public string Mark => Convert.ToHexString(SHA256.HashData([.. _salt, .. _hash]));

    /// <summary>Takes up the file; where it is missing, makes a password and keeps its hash there, for this user only.</summary>
    /// <exception cref="WebListenException">The file cannot be read or made, or holds no password.</exception>
    public static WebPassword Open(string path)
    {
        try
        {
            return File.Exists(path) ? Parse(File.ReadAllText(path).Trim(), path) : Generate(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new WebListenException($"the page's password file {path} cannot be used: {refused.Message}");
        }
    }

    /// <summary>Makes another one in the place of any that there is, as <see cref="Open"/> does at the first start.</summary>
    /// <exception cref="WebListenException">The file cannot be made.</exception>
    public static WebPassword Renew(string path)
    {
        try
        {
            return Generate(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new WebListenException($"the page's password file {path} cannot be used: {refused.Message}");
        }
    }

    /// <summary>Takes as long for a wrong one as for the right one.</summary>
    public bool Matches(string password) => CryptographicOperations.FixedTimeEquals(HashOf(password, _salt, _rounds), _hash);

    private static WebPassword Generate(string path)
    {
        string[] groups = [.. Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Letters, 4))];
        string password = string.Join('-', groups);
        WebPassword made = Of(password);
        byte[] line = Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{Scheme}${made._rounds}${Convert.ToBase64String(made._salt)}${Convert.ToBase64String(made._hash)}\n"));

        SecretFile.Write(path, line);
        return new WebPassword(made._rounds, made._salt, made._hash) { Generated = password };
    }

    private static WebPassword Parse(string text, string path)
    {
        if (!text.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return text.Length >= ShortestPassword && !text.Contains('\n', StringComparison.Ordinal)
                ? Of(text)
                : throw new WebListenException($"{path} holds no password of {ShortestPassword} characters or more: write one in a line, or delete the file to have one made");
        }

        string[] parts = text.Split('$');
        byte[] salt = new byte[SaltBytes], hash = new byte[HashBytes];
        bool isWhole = parts.Length == 4 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int rounds) && rounds is >= 1000 and <= 10_000_000
            && Convert.TryFromBase64String(parts[2], salt, out int saltLength) && saltLength == SaltBytes
            && Convert.TryFromBase64String(parts[3], hash, out int hashLength) && hashLength == HashBytes;
        return isWhole
            ? new WebPassword(int.Parse(parts[1], CultureInfo.InvariantCulture), salt, hash)
            : throw new WebListenException($"{path} is damaged: delete it to have a new password made");
    }

    private static WebPassword Of(string password)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new WebPassword(Rounds, salt, HashOf(password, salt, Rounds));
    }

    private static byte[] HashOf(string password, byte[] salt, int rounds)
        => Rfc2898DeriveBytes.Pbkdf2(password, salt, rounds, HashAlgorithmName.SHA512, HashBytes);
}
