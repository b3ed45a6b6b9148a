using System.Globalization;
using System.Net;
using BirbCam.Monitor.Tests.Sightings;
using BirbCam.Monitor.Web.Access;
using Microsoft.Extensions.Time.Testing;

namespace BirbCam.Monitor.Tests.Web.Access;

public sealed class SessionsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(Detections.Morning);
    private readonly TestFolder _folder = new();
    private readonly LogLines _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_session_lasts_while_it_is_used()
    {
        var sessions = Begin();
        (string cookie, string token) = sessions.Begin();

        _time.Advance(Sessions.Idle);
        Assert.Equal(token, sessions.TokenOf(cookie));
        _time.Advance(Sessions.Idle);
        Assert.Equal(token, sessions.TokenOf(cookie));
        _time.Advance(Sessions.Idle + TimeSpan.FromSeconds(1));
        Assert.Null(sessions.TokenOf(cookie));
        Assert.Equal(0, sessions.Count);
    }

    [Fact]
    public void The_one_that_was_idle_longest_gives_way()
    {
        var sessions = Begin();
        string[] cookies = [.. Enumerable.Range(0, Sessions.MaxSessions + 1).Select(_ =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return sessions.Begin().Cookie;
        })];

        Assert.Equal(Sessions.MaxSessions, sessions.Count);
        Assert.Null(sessions.TokenOf(cookies[0]));
        Assert.All(cookies.Skip(1), cookie => Assert.NotNull(sessions.TokenOf(cookie)));
    }

    [Fact]
    public void Who_logs_out_is_a_stranger_again()
    {
        var sessions = Begin();
        string cookie = sessions.Begin().Cookie;
        sessions.End(cookie);

        Assert.Null(sessions.TokenOf(cookie));
        Assert.Null(sessions.TokenOf(null));
        Assert.Null(sessions.TokenOf(""));
    }

    [Fact]
    public void A_restart_logs_nobody_out()
    {
        Sessions before = Begin();
        (string cookie, string token) = before.Begin();
        string left = before.Begin().Cookie;
        before.End(left);
        _time.Advance(Sessions.KeepEvery * 2);
        Assert.NotNull(before.TokenOf(cookie));
        _time.Advance(Sessions.Idle - TimeSpan.FromSeconds(1));

        Sessions after = Begin();
        Assert.Equal(token, after.TokenOf(cookie));
        Assert.Null(after.TokenOf(left));
        string kept = File.ReadAllText(Kept);
        Assert.DoesNotContain(cookie, kept, StringComparison.Ordinal);
        Assert.DoesNotContain(token, kept, StringComparison.Ordinal);

        _time.Advance(Sessions.Idle + TimeSpan.FromSeconds(1));
        Assert.Null(Begin().TokenOf(cookie));
    }

    [Fact]
    public void Another_password_ends_all_sessions()
    {
        string cookie = Begin().Begin().Cookie;
        WebPassword.Renew(_folder[WebPassword.FileName]);

        Assert.Null(Begin().TokenOf(cookie));
        Assert.Empty(_log.Warnings);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"password":"x","last_seen":null}""")]
    [InlineData("""{"password":"x","last_seen":{"y":"never"}}""")]
    [InlineData("""{"password":"x","last_seen":{},"more":1}""")]
    [InlineData("many")]
    public void A_damaged_file_is_one_line_and_everybody_logs_in_again(string content)
    {
        string cookie = Begin().Begin().Cookie;
        string many = string.Join(',', Enumerable.Range(0, Sessions.MaxSessions + 1).Select(i => $"\"{i}\":\"2026-10-04T09:00:00Z\""));
        File.WriteAllText(Kept, content == "many" ? "{\"password\":\"x\",\"last_seen\":{" + many + "}}" : content);

        Sessions after = Begin();
        Assert.Null(after.TokenOf(cookie));
        Assert.Contains("Everybody has to log in again", Assert.Single(_log.Warnings), StringComparison.Ordinal);
        string again = after.Begin().Cookie;
        Assert.NotNull(Begin().TokenOf(again));
    }

    [Fact]
    public void Where_they_cannot_be_written_they_hold_until_the_end()
    {
        Directory.CreateDirectory(Kept);
        Sessions sessions = Begin();
        string cookie = sessions.Begin().Cookie;

        Assert.NotNull(sessions.TokenOf(cookie));
        Assert.Contains(_log.Warnings, line => line.Contains("has to log in again after a restart", StringComparison.Ordinal));
    }

    [Fact]
    public void An_address_has_few_tries_a_minute_and_the_right_password_forgives_them()
    {
        var limit = new LoginLimit(_time);
        IPAddress home = IPAddress.Parse("192.0.2.1");

        Assert.Equal(LoginLimit.PerAddress, Enumerable.Range(0, 20).Count(_ => limit.TryCount(home)));
        Assert.True(limit.TryCount(IPAddress.Parse("192.0.2.2")));
        limit.Forgive(home);
        Assert.True(limit.TryCount(home));
        _time.Advance(LoginLimit.Window);
        Assert.Equal(LoginLimit.PerAddress, Enumerable.Range(0, 20).Count(_ => limit.TryCount(home)));
    }

    [Fact]
    public void Many_addresses_have_few_tries_together_and_none_is_remembered_beyond_them()
    {
        var limit = new LoginLimit(_time);

        Assert.Equal(LoginLimit.Altogether, Enumerable.Range(0, 1000).Count(i => limit.TryCount(IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"10.0.{i / 250}.{i % 250}")))));
        Assert.Equal(LoginLimit.Altogether, limit.Addresses);
    }

    [Fact]
    public void Others_cannot_use_up_the_tries_of_who_was_right_before()
    {
        var limit = new LoginLimit(_time);
        IPAddress home = IPAddress.Parse("192.0.2.1");
        Assert.True(limit.TryCount(home));
        limit.Forgive(home);

        Assert.Equal(LoginLimit.Altogether, Enumerable.Range(0, 200).Count(i => limit.TryCount(IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"10.0.0.{i}")))));
        Assert.Equal(LoginLimit.PerAddress, Enumerable.Range(0, 20).Count(_ => limit.TryCount(home)));

        for (int i = 0; i < LoginLimit.MaxKnown; i++)
            limit.Forgive(IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"10.1.0.{i}")));
        _time.Advance(LoginLimit.Window);
        Assert.Equal(LoginLimit.Altogether, Enumerable.Range(0, 200).Count(i => limit.TryCount(IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"10.0.0.{i}")))));
        Assert.False(limit.TryCount(home));
    }

    [Fact]
    public void Addresses_of_one_network_of_IPv6_are_one()
    {
        var limit = new LoginLimit(_time);

        Assert.Equal(LoginLimit.PerAddress, Enumerable.Range(1, 20).Count(i => limit.TryCount(IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"2001:db8::{i}")))));
    }

    private string Kept => _folder[SessionFile.FileName];

    /// <summary>As the server does when it starts.</summary>
    private Sessions Begin() => new(_time, new SessionFile(Kept, WebPassword.Open(_folder[WebPassword.FileName]), _log));
}
