using BirbCam.Monitor.Tests.Sightings;
using BirbCam.Monitor.Web;
using BirbCam.Monitor.Web.Access;

namespace BirbCam.Monitor.Tests.Web.Access;

public sealed class TokenFileTests : IDisposable
{
    private const string Hash = "0000000000000000000000000000000000000000000000000000000000000000";

    private readonly TestFolder _folder = new();

    private string File => _folder[TokenFile.FileName];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Only_hashes_are_kept_and_for_this_user()
    {
        (string shown, ApiToken kept) = ApiToken.Make("dashboard", "read", Detections.Morning);
        TokenFile.Write(File, [kept]);

        Assert.Matches("^birbcam_[A-Za-z0-9_-]{43}$", shown);
        Assert.Equal([kept], TokenFile.Read(File));
        Assert.DoesNotContain(shown[ApiToken.Prefix.Length..], System.IO.File.ReadAllText(File), StringComparison.Ordinal);
        Assert.Equal([File], Directory.GetFiles(_folder.Path));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public void Where_there_is_no_file_there_are_no_tokens() => Assert.Empty(TokenFile.Read(File));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"tokens":null}""")]
    [InlineData("""{"tokens":[null]}""")]
    [InlineData("""{"tokens":[{"name":"a","scope":"owner","sha256":"H","created":"2026-10-04T00:00:00Z"}]}""")]
    [InlineData("""{"tokens":[{"name":"a","scope":"read","sha256":"00","created":"2026-10-04T00:00:00Z"}]}""")]
    [InlineData("""{"tokens":[{"name":"a b","scope":"read","sha256":"H","created":"2026-10-04T00:00:00Z"}]}""")]
    [InlineData("""{"tokens":[{"name":"a","scope":"read","sha256":"H"}]}""")]
    [InlineData("""{"tokens":[{"name":"a","scope":"read","sha256":"H","created":"2026-10-04T00:00:00Z","owner":true}]}""")]
    [InlineData("""{"tokens":[{"name":"a","scope":"read","sha256":"H","created":"2026-10-04T00:00:00Z"},{"name":"a","scope":"review","sha256":"H","created":"2026-10-04T00:00:00Z"}]}""")]
    [InlineData("""{"tokens":[{"name":"a","scope":"read","sha256":"H","created":"2026-10-04T00:00:00Z"},{"name":"b","scope":"review","sha256":"H","created":"2026-10-04T00:00:00Z"}]}""")]
    public void A_damaged_one_is_one_line_that_says_what_to_do(string content)
    {
        System.IO.File.WriteAllText(File, content.Replace("\"H\"", $"\"{Hash}\"", StringComparison.Ordinal));

        string said = Assert.Throws<WebListenException>(() => TokenFile.Read(File)).Message;
        Assert.Equal($"{File} is damaged: delete it, and make the tokens anew with 'birbcam token create'", said);
    }

    [Fact]
    public void More_than_a_household_has_is_damaged_too()
    {
        TokenFile.Write(File, [.. Enumerable.Range(0, TokenFile.MaxTokens).Select(i => ApiToken.Make($"t{i}", "read", Detections.Morning).Kept)]);
        Assert.Equal(TokenFile.MaxTokens, TokenFile.Read(File).Count);

        TokenFile.Write(File, [.. TokenFile.Read(File), ApiToken.Make("more", "read", Detections.Morning).Kept]);
        Assert.Throws<WebListenException>(() => TokenFile.Read(File));
    }
}
