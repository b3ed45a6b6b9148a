using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BirbCam.Monitor.Web.Access;

namespace BirbCam.Monitor.Tests.Web;

/// <summary>Somebody with a browser: cookies, the session's token with each change, and what a browser says of where a request comes from.</summary>
internal sealed class Visitor : IDisposable
{
    private readonly HttpClient _client;

    public Visitor(Uri page)
    {
        _client = new HttpClient(new HttpClientHandler { CookieContainer = Cookies, AllowAutoRedirect = false }) { BaseAddress = page };
        _client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>Null for a stranger.</summary>
    public string? Token { get; private set; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(new Uri(path, UriKind.Relative), Stop);

    public async Task<JsonElement> ReadAsync(string path) => await _client.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative), Stop);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);

    /// <param name="json">The body.</param>
    public Task<HttpResponseMessage> PostAsync(string path, string json = "{}")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (Token is not null)
            request.Headers.Add(RequestGuard.TokenHeader, Token);
        return SendAsync(request);
    }

    public async Task<HttpResponseMessage> LogInAsync(string password)
    {
        HttpResponseMessage answer = await PostAsync(LoginEndpoints.LoginPath, JsonSerializer.Serialize(new { password }));
        if (answer.IsSuccessStatusCode)
            Token = (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("token").GetString();
        return answer;
    }

    public void Dispose() => _client.Dispose();
}
