using System.Reflection;
using System.Security.Cryptography;
using BirbCam.Monitor.Web.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BirbCam.Monitor.Web;

/// <summary>The page itself: the files of <c>wwwroot</c>, which lie in the program. A path is one of them or nothing; no file system is asked.</summary>
internal sealed class PageFiles
{
    private const string Prefix = "wwwroot/";

    /// <summary>Addresses that a person may keep: the page shows the right view itself.</summary>
    private static readonly string[] Views = ["/", "/review", "/rejected", "/timeline", "/species", "/model", "/system"];

    private readonly Dictionary<string, PageFile> _files;

    public PageFiles()
    {
        Assembly program = typeof(PageFiles).Assembly;
        _files = program.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(name => "/" + name[Prefix.Length..], name => Read(program, name));
        foreach (string view in Views)
            _files[view] = _files["/index.html"];
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach ((string path, PageFile file) in _files)
            routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], context => ServeAsync(context, file)).Needs(Caller.Stranger);
    }

    private static async Task ServeAsync(HttpContext context, PageFile file)
    {
        HttpResponse response = context.Response;

        // The browser keeps it and asks whether it is still the same: an update is seen at once.
        response.Headers.CacheControl = "no-cache";
        response.Headers.ETag = file.Tag;
        if (context.Request.Headers.IfNoneMatch == file.Tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = file.Type;
        response.ContentLength = file.Content.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(file.Content, context.RequestAborted);
    }

    private static PageFile Read(Assembly program, string name)
    {
        using Stream resource = program.GetManifestResourceStream(name)!;
        byte[] content = new byte[resource.Length];
        resource.ReadExactly(content);
        string type = Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            string other => throw new InvalidDataException($"{name}: nobody knows the type of {other}"),
        };
        return new PageFile(content, type, $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\"");
    }

    private sealed record PageFile(byte[] Content, string Type, string Tag);
}
