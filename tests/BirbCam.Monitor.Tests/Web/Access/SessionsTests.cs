using System.Globalization;
using System.Net;
using BirbCam.Monitor.Web.Access;
using Microsoft.Extensions.Time.Testing;

namespace BirbCam.Monitor.Tests.Web.Access;

public sealed class SessionsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_session_lasts_while_it_is_used()
    {
        var sessions = new Sessions(_time);
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
        var sessions = new Sessions(_time);
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
        var sessions = new Sessions(_time);
        string cookie = sessions.Begin().Cookie;
        sessions.End(cookie);

        Assert.Null(sessions.TokenOf(cookie));
        Assert.Null(sessions.TokenOf(null));
        Assert.Null(sessions.TokenOf(""));
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
    public void Addresses_of_one_network_of_IPv6_are_one()
    {
        var limit = new LoginLimit(_time);

        Assert.Equal(LoginLimit.PerAddress, Enumerable.Range(1, 20).Count(i => limit.TryCount(IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"2001:db8::{i}")))));
    }
}
