using System.Net;
using System.Net.Http.Headers;
using BirbCam.Monitor.Capture.Addresses;
using BirbCam.Monitor.Capture.Streams;

namespace BirbCam.Monitor.Capture;

/// <summary>
/// A camera with a web server: motion JPEG (multipart or just one picture after the other), or a single picture that is asked for again at every tick.
/// The pictures are found by their own markers, not by the boundaries of the multipart stream (DECISIONS.md).
/// </summary>
/// <param name="fps">How often a single picture is asked for.</param>
internal sealed class HttpSource(NetworkAddress address, double fps, TimeProvider time) : IFrameSource
{
    /// <summary>A camera on the same network answers in milliseconds, unless it wakes up.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client = new(Handler(address)) { Timeout = AnswerLimit };
    private readonly JpegStream _pictures = new();
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(1 / fps);
    private HttpResponseMessage? _response;
    private bool _isSinglePicture;
    private long _asked;

    public async ValueTask OpenAsync(CancellationToken stop)
    {
        await AskAsync(stop);
        _isSinglePicture = Type is "image/jpeg" or "image/jpg";
        if (Type is string type && type.StartsWith("text/", StringComparison.OrdinalIgnoreCase))
            throw new CaptureException($"the camera answers with {type}, not with pictures.");
    }

    public async ValueTask<CapturedImage?> ReadAsync(CancellationToken stop)
    {
        if (_isSinglePicture && _response is null)
            await AskAgainAsync(stop);

        try
        {
            ReadOnlyMemory<byte> jpeg = await _pictures.ReadAsync(stop) ?? throw new CaptureException("the camera ended the stream.");
            if (_isSinglePicture)
                Forget();
            return CapturedImage.OfJpeg(jpeg, position: null);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            throw new CaptureException("the camera broke the connection.", broken);
        }
    }

    public ValueTask DisposeAsync()
    {
        Forget();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private string? Type => _response?.Content.Headers.ContentType?.MediaType;

    private static SocketsHttpHandler Handler(NetworkAddress address) => new()
    {
        ConnectTimeout = ConnectLimit,
        MaxAutomaticRedirections = 3,
        MaxResponseHeadersLength = 32,
        // A camera stands in the same house: a proxy for the world does not know it.
        UseProxy = false,
        PreAuthenticate = true,
        Credentials = Credentials(address),
    };

    /// <summary>For the camera's own host only: what it redirects to does not get the password.</summary>
    private static CredentialCache? Credentials(NetworkAddress address)
    {
        if (address.Credential is not NetworkCredential credential)
            return null;

        var host = new Uri(address.WithoutCredential.GetLeftPart(UriPartial.Authority));
        return new CredentialCache { { host, "Basic", credential }, { host, "Digest", credential } };
    }

    private async Task AskAgainAsync(CancellationToken stop)
    {
        TimeSpan early = _interval - time.GetElapsedTime(_asked);
        if (early > TimeSpan.Zero)
            await Task.Delay(early, time, stop);
        await AskAsync(stop);
    }

    private async Task AskAsync(CancellationToken stop)
    {
        _asked = time.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Get, address.WithoutCredential);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*"));
        try
        {
            _response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            if (!_response.IsSuccessStatusCode)
                throw new CaptureException($"the camera answers {(int)_response.StatusCode} {_response.ReasonPhrase}. {Advice(_response.StatusCode)}".TrimEnd());
            _pictures.Start(await _response.Content.ReadAsStreamAsync(stop));
        }
        catch (HttpRequestException failed)
        {
            throw new CaptureException($"the camera cannot be reached: {failed.Message}", failed);
        }
        catch (TaskCanceledException late) when (!stop.IsCancellationRequested)
        {
            throw new CaptureException($"the camera did not answer within {AnswerLimit.TotalSeconds:0} s.", late);
        }
    }

    private static string Advice(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => "Write the user and password into the address: http://user:password@host/path.",
        HttpStatusCode.NotFound => "Its manual knows the path of the stream.",
        _ => "",
    };

    private void Forget()
    {
        _response?.Dispose();
        _response = null;
    }
}
