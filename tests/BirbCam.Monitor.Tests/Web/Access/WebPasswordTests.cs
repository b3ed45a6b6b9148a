using BirbCam.Monitor.Web;
using BirbCam.Monitor.Web.Access;

namespace BirbCam.Monitor.Tests.Web.Access;

public sealed class WebPasswordTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_first_start_makes_one_and_keeps_only_its_hash_for_this_user()
    {
        string generated = WebPassword.Open(_folder["web-password"]).Generated!;
        WebPassword again = WebPassword.Open(_folder["web-password"]);

        Assert.Matches("^[2-9a-z]{4}(-[2-9a-z]{4}){3}$", generated);
        Assert.Null(again.Generated);
        Assert.True(again.Matches(generated));
        Assert.False(again.Matches(generated + "x"));
        Assert.DoesNotContain(generated, File.ReadAllText(_folder["web-password"]), StringComparison.Ordinal);
        Assert.Equal([_folder["web-password"]], Directory.GetFiles(_folder.Path));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["web-password"]));
    }

    [Fact]
    public void Two_installations_have_different_ones()
        => Assert.NotEqual(WebPassword.Open(_folder["one"]).Generated, WebPassword.Open(_folder["two"]).Generated);

    [Fact]
    public void A_person_may_write_one()
    {
        File.WriteAllText(_folder["mine"], "correct horse\n");
        WebPassword mine = WebPassword.Open(_folder["mine"]);

        Assert.Equal((true, false, null), (mine.Matches("correct horse"), mine.Matches("correct horse\n"), mine.Generated));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("")]
    [InlineData("pbkdf2-sha512$210000$AAAA$AAAA")]
    [InlineData("pbkdf2-sha512$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("pbkdf2-sha512")]
    public void A_file_without_one_is_refused_and_says_how_to_mend_it(string content)
    {
        File.WriteAllText(_folder["mine"], content);

        Assert.Contains("delete", Assert.Throws<WebListenException>(() => WebPassword.Open(_folder["mine"])).Message, StringComparison.Ordinal);
    }
}
