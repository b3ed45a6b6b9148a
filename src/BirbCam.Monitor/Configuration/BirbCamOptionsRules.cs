using System.ComponentModel.DataAnnotations;
using System.Net;
using BirbCam.Monitor.Capture.Timing;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reviews;
using BirbCam.Monitor.Web;
using BirbCam.Vision.Explanation.Methods;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Configuration;

/// <summary>What no single value can be blamed for: values that need each other, and names of things that must exist.</summary>
internal static class BirbCamOptionsRules
{
    /// <summary>The first thing that is wrong, as a sentence; null where all is well.</summary>
    public static string? FaultOf(BirbCamOptions options)
        => PathFault(options) ?? PlaceFault(options) ?? options.Gate.Zones.Select(ZoneFault).FirstOrDefault(fault => fault is not null)
            ?? StoreFault(options.Store) ?? MethodFault(options.Explain.Method) ?? MqttFault(options.Mqtt) ?? WebFault(options.Web);

    private static string? PathFault(BirbCamOptions options)
        => options.Store.Directory is string directory && !IsPath(directory) ? "Store.Directory is no path: name a folder, or leave the key out"
            : !IsPath(options.Model.Path) ? "Model.Path is no path: name an ONNX file"
            : null;

    private static bool IsPath(string text) => text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal);

    private static string? PlaceFault(BirbCamOptions options)
    {
        if (options.Location.TimeZone is string zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            return $"Location.TimeZone '{zone}' is not known here: write one of timedatectl list-timezones, as Europe/Berlin";
        if (options.Location.Latitude is null != options.Location.Longitude is null)
            return "Location: give both Latitude and Longitude, or neither";

        try
        {
            _ = DaySchedule.Of(options.Schedule, options.Location);
            return null;
        }
        catch (ValidationException fault)
        {
            return fault.Message;
        }
    }

    private static string? ZoneFault(MotionZone zone) => zone.Fault() is string fault ? $"Gate.Zones '{zone.Name}': {fault}" : null;

    private static string? StoreFault(StoreOptions store)
        => store.MaxAgePerLabel.FirstOrDefault(age => age.Label.Length == 0) is not null
            ? """Store.MaxAgePerLabel: an entry has no Label; write { "Label": "squirrel", "MaxAge": "14d" }"""
            : store.MaxAgePerLabel.FirstOrDefault(age => age.MaxAge < TimeSpan.FromHours(1) || age.MaxAge > store.MaxAge) is LabelAge wrong
            ? $"Store.MaxAgePerLabel '{wrong.Label}': its MaxAge is from 1h to Store.MaxAge, which all pictures have"
            : store.MaxAgePerLabel.GroupBy(age => VisitorName.Normalise(age.Label)).FirstOrDefault(same => same.Count() > 1) is { Key: string twice } ? $"Store.MaxAgePerLabel '{twice}' is there twice: leave one out"
            : null;

    private static string? MethodFault(string? word)
        => word is not null && CamMethods.FaultOf(word, out _) is string fault ? $"Explain.Method {fault}" : null;

    private static string? WebFault(WebOptions web)
    {
        try
        {
            _ = web.Listen is null ? null : ListenAddress.Parse(web.Listen);
            if (!web.TrustedProxies.All(proxy => IPAddress.TryParse(proxy, out _)))
                return $"Web.TrustedProxies: '{web.TrustedProxies.First(proxy => !IPAddress.TryParse(proxy, out _))}' is no address: write one as 127.0.0.1, not a name";

            return web.PublicUrl is null || (Uri.TryCreate(web.PublicUrl, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https")
                ? null
                : $"Web.PublicUrl '{web.PublicUrl}' is no address of a page: write https://birds.example";
        }
        catch (WebListenException fault)
        {
            return fault.Message;
        }
    }

    private static string? MqttFault(MqttOptions mqtt)
    {
        foreach ((string key, string? path) in new[]
        {
            (nameof(mqtt.CaFile), mqtt.CaFile), (nameof(mqtt.CertificateFile), mqtt.CertificateFile),
            (nameof(mqtt.KeyFile), mqtt.KeyFile), (nameof(mqtt.PasswordFile), mqtt.PasswordFile),
        })
        {
            if (path is not null && !File.Exists(path))
                return $"Mqtt.{key} '{path}' does not exist, or may not be seen by this user";
        }

        return mqtt.CertificateFile is null != mqtt.KeyFile is null ? "Mqtt: give both CertificateFile and KeyFile, or neither" : null;
    }
}
