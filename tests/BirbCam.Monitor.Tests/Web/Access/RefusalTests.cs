using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Tests.Sightings;
using BirbCam.Monitor.Web;
using BirbCam.Monitor.Web.Access;
using Microsoft.Extensions.Time.Testing;

namespace BirbCam.Monitor.Tests.Web.Access;

/// <summary>What somebody would try who should not be here, at the real server.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private ServedPage _page = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _page = await ServedPage.StartAsync(time: _time);

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Theory]
    [InlineData("/api/today")]
    [InlineData("/API/Today")]
    [InlineData("/api/review")]
    [InlineData("/api/nothing")]
    [InlineData("/web-password")]
    [InlineData("/birbcam.db")]
    [InlineData("/../birbcam.db")]
    [InlineData("/..%2f..%2fetc%2fpasswd")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/index.html/../../web-password")]
    [InlineData("/wwwroot/index.html")]
    [InlineData("//etc/passwd")]
    [InlineData("/index.html%00.jpg")]
    public async Task A_stranger_gets_nothing_but_the_page_itself(string target)
    {
        // Written by hand: a client of .NET would tidy the path up.
        string answer = await SayAsync($"GET {target} HTTP/1.1\r\nHost: {_page.Address.Authority}\r\nConnection: close\r\n\r\n");

        Assert.Matches("^HTTP/1.1 (400|401|404) ", answer);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("pbkdf2", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_logged_in_gets_no_files_either()
    {
        using Visitor visitor = await _page.LogInAsync();

        foreach (string path in (string[])["/web-password", "/birbcam.db", "/api/%2e%2e%2fweb-password"])
        {
            using HttpResponseMessage answer = await visitor.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Every_answer_forbids_what_a_page_of_ours_never_does()
    {
        using var visitor = new Visitor(_page.Address);
        foreach (string path in (string[])["/", "/api/session", "/api/today"])
        {
            using HttpResponseMessage answer = await visitor.GetAsync(path);
            string policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));

            Assert.StartsWith("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
            Assert.False(answer.Headers.Contains("Server"));
        }
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_other_sites()
    {
        using var visitor = new Visitor(_page.Address);
        using HttpResponseMessage answer = await visitor.LogInAsync(_page.Password);
        string cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));

        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=strict", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("secure", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_a_proxy_that_speaks_https_the_cookie_is_for_https_only()
    {
        await using ServedPage page = await ServedPage.StartAsync(new WebOptions { Listen = "http://localhost:0", PublicUrl = "https://birds.example/" });
        using var visitor = new Visitor(page.Address);
        using HttpRequestMessage login = Login(page.Password);
        login.Headers.Add("Origin", "https://birds.example");
        using HttpResponseMessage answer = await visitor.SendAsync(login);

        Assert.Contains("secure", Assert.Single(answer.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task A_change_from_another_site_is_refused(string header, string value)
    {
        using var visitor = new Visitor(_page.Address);
        foreach (string path in (string[])[LoginEndpoints.LoginPath, LoginEndpoints.LogoutPath])
        {
            using HttpRequestMessage forged = Login(_page.Password, path);
            forged.Headers.Remove(header);
            forged.Headers.Add(header, value);
            using HttpResponseMessage answer = await visitor.SendAsync(forged);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_change_without_this_sessions_token_is_refused()
    {
        using Visitor visitor = await _page.LogInAsync();
        using Visitor other = await _page.LogInAsync();
        foreach (string? token in (string?[])[null, "", "x", other.Token])
        {
            using HttpRequestMessage change = Login("", LoginEndpoints.LogoutPath);
            if (token is not null)
                change.Headers.Add(RequestGuard.TokenHeader, token);
            using HttpResponseMessage answer = await visitor.SendAsync(change);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        using HttpResponseMessage done = await visitor.PostAsync(LoginEndpoints.LogoutPath);
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        using HttpResponseMessage after = await visitor.PostAsync(LoginEndpoints.LogoutPath);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task Passwords_are_tried_a_few_times_a_minute()
    {
        using var visitor = new Visitor(_page.Address);
        for (int i = 0; i < LoginLimit.PerAddress; i++)
        {
            using HttpResponseMessage wrong = await visitor.LogInAsync("wrong");
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using (HttpResponseMessage right = await visitor.LogInAsync(_page.Password))
            Assert.Equal((HttpStatusCode.TooManyRequests, "60"), (right.StatusCode, right.Headers.RetryAfter!.ToString()));

        _time.Advance(LoginLimit.Window);
        using HttpResponseMessage later = await visitor.LogInAsync(_page.Password);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    /// <summary>Whoever is not believed would otherwise have as many tries as he can think of addresses.</summary>
    [Theory]
    [InlineData("127.0.0.1", HttpStatusCode.Unauthorized, true)]
    [InlineData("10.0.0.1", HttpStatusCode.TooManyRequests, false)]
    public async Task Only_a_proxy_that_is_trusted_says_who_asks_and_whether_by_https(string trusted, HttpStatusCode sixth, bool isSecure)
    {
        await using ServedPage page = await ServedPage.StartAsync(new WebOptions { Listen = "http://localhost:0", TrustedProxies = [trusted] }, _time);
        for (int i = 0; i < LoginLimit.PerAddress; i++)
        {
            using HttpResponseMessage wrong = await LogInThroughProxyAsync(page, "wrong", "192.0.2.1");
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using (HttpResponseMessage other = await LogInThroughProxyAsync(page, "wrong", "192.0.2.2"))
            Assert.Equal(sixth, other.StatusCode);
        _time.Advance(LoginLimit.Window);
        using HttpResponseMessage right = await LogInThroughProxyAsync(page, page.Password, "192.0.2.3");
        Assert.Equal(isSecure, right.Headers.GetValues("Set-Cookie").Single().Contains("; secure", StringComparison.Ordinal));
    }

    private static async Task<HttpResponseMessage> LogInThroughProxyAsync(ServedPage page, string password, string asker)
    {
        using var client = new HttpClient { BaseAddress = page.Address };
        var request = new HttpRequestMessage(HttpMethod.Post, LoginEndpoints.LoginPath) { Content = new StringContent($$"""{"password":"{{password}}"}""", Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Forwarded-For", asker);
        request.Headers.Add("X-Forwarded-Proto", "https");
        return await client.SendAsync(request, Stop);
    }

    [Theory]
    [InlineData("read", "GET", "/api/system", HttpStatusCode.OK, "")]
    [InlineData("read", "GET", "/api/review", HttpStatusCode.OK, "")]
    [InlineData("read", "POST", "/api/review/{id}", HttpStatusCode.Forbidden, "this takes a token of scope review")]
    [InlineData("read", "POST", "/api/review/{id}/undo", HttpStatusCode.Forbidden, "this takes a token of scope review")]
    [InlineData("review", "POST", "/api/review/{id}", HttpStatusCode.OK, "")]
    [InlineData("review", "GET", "/api/system", HttpStatusCode.OK, "")]
    [InlineData("review", "POST", "/api/logout", HttpStatusCode.Forbidden, "no token may do this: log in on the page")]
    [InlineData("review", "POST", "/api/system", HttpStatusCode.MethodNotAllowed, "")]
    [InlineData("review", "POST", "/api/zones", HttpStatusCode.Forbidden, "no token may do this: log in on the page")]
    [InlineData("read", "OPTIONS", "/api/review/{id}", HttpStatusCode.MethodNotAllowed, "")]
    [InlineData("read", "HEAD", "/api/system", HttpStatusCode.MethodNotAllowed, "")]
    [InlineData("review", "PUT", "/api/today", HttpStatusCode.MethodNotAllowed, "")]
    [InlineData("read", "GET", "/api/nothing", HttpStatusCode.NotFound, "")]
    public async Task A_token_does_what_its_scope_says_and_no_more(string scope, string method, string path, HttpStatusCode status, string reason)
    {
        Detection unsure = _page.Keep(Detections.Unsure("sparrow", Detections.Morning));
        using HttpResponseMessage answer = await ShowAsync(_page.MakeToken("dashboard", scope), method, path.Replace("{id}", $"{unsure.Id}", StringComparison.Ordinal));

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(reason, await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal((method, path, status) == ("POST", "/api/review/{id}", HttpStatusCode.OK) ? 2 : 1, _page.Pages.Find(unsure.Id)!.Revision);
    }

    [Fact]
    public async Task A_revoked_token_is_good_no_more_while_the_service_runs()
    {
        string revoked = _page.MakeToken("old", "read"), other = _page.MakeToken("other", "read");
        using (HttpResponseMessage before = await ShowAsync(revoked))
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        _page.RevokeToken("old");
        using HttpResponseMessage after = await ShowAsync(revoked);
        using HttpResponseMessage untouched = await ShowAsync(other);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (after.StatusCode, untouched.StatusCode));
        Assert.Contains("not known, or was revoked", await after.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_file_of_tokens_is_damaged_none_is_good()
    {
        string token = _page.MakeToken("dashboard", "read"), whole = await File.ReadAllTextAsync(_page.Tokens, Stop);
        await File.WriteAllTextAsync(_page.Tokens, whole[..^9], Stop);
        using (HttpResponseMessage damaged = await ShowAsync(token))
            Assert.Equal(HttpStatusCode.Unauthorized, damaged.StatusCode);

        await File.WriteAllTextAsync(_page.Tokens, whole, Stop);
        using HttpResponseMessage mended = await ShowAsync(token);
        Assert.Equal(HttpStatusCode.OK, mended.StatusCode);
    }

    [Theory]
    [InlineData("/api/today?token={0}")]
    [InlineData("/api/today?access_token={0}")]
    [InlineData("/api/today?authorization=Bearer%20{0}")]
    public async Task A_token_in_an_address_opens_nothing(string target)
    {
        // Addresses are logged, kept and passed on.
        using var visitor = new Visitor(_page.Address);
        using HttpResponseMessage answer = await visitor.GetAsync(string.Format(CultureInfo.InvariantCulture, target, _page.MakeToken("dashboard", "read")));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Wrong_tokens_are_answered_a_few_times_a_minute_and_keep_nobody_else_out()
    {
        string token = _page.MakeToken("dashboard", "read");
        for (int i = 0; i < LoginLimit.PerAddress; i++)
        {
            using HttpResponseMessage wrong = await ShowAsync(ApiToken.Make("guess", "read", _time.GetUtcNow()).Shown);
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using HttpResponseMessage sixth = await ShowAsync(ApiToken.Prefix + new string('x', 10_000));
        using HttpResponseMessage right = await ShowAsync(token);
        using Visitor person = await _page.LogInAsync();
        Assert.Equal((HttpStatusCode.TooManyRequests, "60"), (sixth.StatusCode, sixth.Headers.RetryAfter!.ToString()));
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
    }

    [Theory]
    [InlineData("/today", "text/html,application/xhtml+xml", HttpStatusCode.Redirect)]
    [InlineData("/../../etc/passwd.html", "text/html", HttpStatusCode.Redirect)]
    [InlineData("/today", "*/*", HttpStatusCode.Unauthorized)]
    [InlineData("/api/system", "text/html", HttpStatusCode.Unauthorized)]
    public async Task A_mistyped_address_leads_a_browser_to_the_page(string path, string accept, HttpStatusCode status)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(handler) { BaseAddress = _page.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(accept);
        using HttpResponseMessage answer = await browser.SendAsync(request, Stop);

        Assert.Equal((status, status == HttpStatusCode.Redirect ? "/" : null), (answer.StatusCode, answer.Headers.Location?.OriginalString));
    }

    /// <summary>Neither may lend the other what it has: the cookie its rights, the token its freedom from the session's own token.</summary>
    [Theory]
    [InlineData("read", "/api/review/{id}", HttpStatusCode.Forbidden)]
    [InlineData("unknown", "/api/review/{id}", HttpStatusCode.Unauthorized)]
    [InlineData("review", "/api/logout", HttpStatusCode.Forbidden)]
    [InlineData("none", "/api/review/{id}", HttpStatusCode.Forbidden)]
    public async Task A_token_beside_a_cookie_makes_neither_stronger(string scope, string path, HttpStatusCode status)
    {
        Detection unsure = _page.Keep(Detections.Unsure("sparrow", Detections.Morning));
        using Visitor visitor = await _page.LogInAsync();
        string shown = scope switch
        {
            "unknown" => ApiToken.Make("guess", "review", _time.GetUtcNow()).Shown,
            "none" => "eyJhbGciOiJub25lIn0.e30.",
            _ => _page.MakeToken("dashboard", scope),
        };
        using HttpRequestMessage change = Showing(shown, "POST", path.Replace("{id}", $"{unsure.Id}", StringComparison.Ordinal));
        using HttpResponseMessage answer = await visitor.SendAsync(change);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(1, _page.Pages.Find(unsure.Id)!.Revision);
    }

    [Fact]
    public async Task A_change_from_another_site_is_refused_with_a_token_too()
    {
        Detection unsure = _page.Keep(Detections.Unsure("sparrow", Detections.Morning));
        using var client = new HttpClient { BaseAddress = _page.Address };
        using HttpRequestMessage change = Showing(_page.MakeToken("dashboard", "review"), "POST", $"/api/review/{unsure.Id}");
        change.Headers.Add("Origin", "https://evil.example");
        using HttpResponseMessage answer = await client.SendAsync(change, Stop);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> ShowAsync(string token, string method = "GET", string path = "/api/today")
    {
        using var client = new HttpClient { BaseAddress = _page.Address };
        using HttpRequestMessage request = Showing(token, method, path);
        return await client.SendAsync(request, Stop);
    }

    private static HttpRequestMessage Showing(string token, string method, string path)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST")
            request.Content = new StringContent("""{"labels":["magpie"]}""", Encoding.UTF8, "application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    [Theory]
    [InlineData("application/json", "", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "null", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "[]", HttpStatusCode.BadRequest)]
    [InlineData("application/json", """{"password":{"$ne":""}}""", HttpStatusCode.BadRequest)]
    [InlineData("application/json", """{"password":"' OR '1'='1"}""", HttpStatusCode.Unauthorized)]
    [InlineData("text/plain", """{"password":"x"}""", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded", "password=x", HttpStatusCode.UnsupportedMediaType)]
    public async Task What_is_no_question_is_refused(string type, string body, HttpStatusCode status)
    {
        using var visitor = new Visitor(_page.Address);
        using var request = new HttpRequestMessage(HttpMethod.Post, LoginEndpoints.LoginPath) { Content = new StringContent(body, Encoding.UTF8, type) };
        using HttpResponseMessage answer = await visitor.SendAsync(request);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task A_large_body_is_refused()
    {
        using var visitor = new Visitor(_page.Address);
        using HttpResponseMessage answer = await visitor.PostAsync(LoginEndpoints.LoginPath, $$"""{"password":"{{new string('x', 100_000)}}"}""");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("""{"error":"the body is too large"}""", await answer.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task Who_sends_a_body_too_slowly_is_cut_off()
    {
        // The server ends it: the reading below would last for ever.
        string answer = await SayAsync(
            $"POST {LoginEndpoints.LoginPath} HTTP/1.1\r\nHost: {_page.Address.Authority}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{");

        Assert.Matches("^(HTTP/1.1 408 |$)", answer);
    }

    private static HttpRequestMessage Login(string password, string path = LoginEndpoints.LoginPath)
        => new(HttpMethod.Post, path) { Content = new StringContent($$"""{"password":"{{password}}"}""", Encoding.UTF8, "application/json") };

    /// <summary>All that comes until the server hangs up.</summary>
    private async Task<string> SayAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_page.Address.Host, _page.Address.Port, Stop);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Stop);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Stop);
    }
}
