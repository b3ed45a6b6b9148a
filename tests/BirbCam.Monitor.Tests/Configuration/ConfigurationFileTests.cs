using System.Collections;
using System.Reflection;
using BirbCam.Monitor.Capture.Timing;
using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Tests.House;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;
using Microsoft.Extensions.Configuration;

namespace BirbCam.Monitor.Tests.Configuration;

public sealed class ConfigurationFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("birbcam-config-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_sample_binds_and_is_the_defaults()
    {
        BirbCamOptions sample = ConfigurationFile.Read(Path.Combine(Repository.Root, "config/birbcam.json"));

        Assert.Empty(Differences(new BirbCamOptions(), sample, ""));
    }

    [Fact]
    public void The_sample_names_every_key()
    {
        IConfiguration sample = new ConfigurationBuilder().AddJsonFile(Path.Combine(Repository.Root, "config/birbcam.json")).Build();
        var named = sample.AsEnumerable().Select(pair => pair.Key.Replace(':', '.')).ToHashSet(StringComparer.OrdinalIgnoreCase);

        // The node's default is the machine's name, which the sample can only name in a comment.
        Assert.Empty(Keys(typeof(BirbCamOptions), "").Except([.. named, "Node"]));
    }

    [Fact]
    public void What_the_file_says_is_what_the_rooms_get()
    {
        BirbCamOptions options = ConfigurationFile.Read(Write("""
            {
              // A comment, and a trailing comma.
              "Node": "balcony",
              "Camera": { "Uri": "sim:balcony?seed=2", "Rotate": 90, "StallAfter": "2.5s" },
              "Schedule": { "Mode": "dawn_to_dusk", "Offset": "-30min" },
              "Location": { "Latitude": 51.0, "Longitude": -114.1, "TimeZone": "America/Edmonton" },
              "Gate": { "Zones": [ { "name": "street", "kind": "ignore", "polygon": [[0, 0], [1, 0], [1, 0.2]] } ] },
              "Store": { "MaxAge": "30d" },
            }
            """));

        Assert.Equal("balcony", options.Node);
        Assert.Equal(Rotation.Clockwise90, options.Camera.Rotate);
        Assert.Equal(TimeSpan.FromSeconds(2.5), options.Camera.StallAfter);
        Assert.Equal(ScheduleMode.DawnToDusk, options.Schedule.Mode);
        Assert.Equal(TimeSpan.FromMinutes(-30), options.Schedule.Offset);
        Assert.Equal(TimeSpan.FromDays(30), options.Store.MaxAge);
        MotionZone zone = Assert.Single(options.Gate.Zones);
        Assert.Equal((MotionZoneKind.Ignore, 0.2), (zone.Kind, zone.Polygon[2][1]));
    }

    [Theory]
    [InlineData("""{ "Camrea": {} }""", "'Camrea' is not a key")]
    [InlineData("""{ "Camera": { "Ulr": "sim:balcony" } }""", "'Camera.Ulr' is not a key")]
    [InlineData("""{ "Gate": { "Zones": [ { "name": "a", "shape": "round" } ] } }""", "'Gate.Zones[0].shape' is not a key")]
    [InlineData("""{ "Camera": "v4l2:/dev/video0" }""", "'Camera' is a section")]
    [InlineData("""{ "Node": { "a": 1 } }""", "'Node' is a value")]
    [InlineData("""{ "Node": "My Camera" }""", "Node must be made of")]
    [InlineData("""{ "Camera": { "Fps": 900 } }""", "Fps")]
    [InlineData("""{ "Camera": { "Fps": "often" } }""", "Camera:Fps")]
    [InlineData("""{ "Camera": { "Uri": "/dev/vid" } }""", "'/dev/vid' is not a camera")]
    [InlineData("""{ "Camera": { "StallAfter": "soon" } }""", "'soon' is not a duration")]
    [InlineData("""{ "Camera": { "Rotate": 45 } }""", "Rotate")]
    [InlineData("""{ "Explain": { "Below": 900 } }""", "Below")]
    [InlineData("""{ "Explain": { "Method": "gradcan" } }""", "Explain.Method 'gradcan' is no method: use one of gradcam, hirescam")]
    [InlineData("""{ "Schedule": { "Mode": "dawn_to_dusk" } }""", "Location.Latitude")]
    [InlineData("""{ "Location": { "Latitude": 51 } }""", "both Latitude and Longitude")]
    [InlineData("""{ "Location": { "TimeZone": "Mars/Olympus" } }""", "Mars/Olympus")]
    [InlineData("""{ "Gate": { "Zones": [ { "name": "a", "polygon": [[0, 0], [1, 0], [1, 20]] } ] } }""", "'a'")]
    [InlineData("""{ "Gate": { "Zones": [ { "name": "a", "polygon": [[0, 0]] } ] } }""", "'a'")]
    [InlineData("""{ "Mqtt": { "PasswordFile": "/nowhere/password" } }""", "/nowhere/password")]
    [InlineData("""{ "Mqtt": { "Port": 0 } }""", "Port")]
    [InlineData("""{ "Mqtt": { "BaseTopic": null } }""", "BaseTopic")]
    [InlineData("""{ "Mqtt": { "WebSocketPath": "mqtt" } }""", "Mqtt.WebSocketPath is a path, as /mqtt")]
    [InlineData("""{ "Mqtt": { "OutboxMaxRecords": 1 } }""", "OutboxMaxRecords")]
    [InlineData("""{ "Web": { "Listen": "everywhere" } }""", "Web.Listen 'everywhere' is no address to listen on")]
    [InlineData("""{ "Web": { "PublicUrl": "birds.example" } }""", "Web.PublicUrl")]
    [InlineData("""{ "Web": { "TrustedProxies": ["proxy.example"] } }""", "Web.TrustedProxies: 'proxy.example' is no address")]
    [InlineData("""{ "Web": { "TrustedProxies": [null] } }""", "Web.TrustedProxies: '' is no address")]
    [InlineData("""{ "Node": null }""", "Node")]
    [InlineData("""{ "Gate": { "MinPersistence": "-5s" } }""", "MinPersistence")]
    [InlineData("""{ "Gate": { "Zones": [ { "name": "a", "kind": 7, "polygon": [[0, 0], [1, 0], [1, 1]] } ] } }""", "'a'")]
    [InlineData("""{ "Gate": { "Zones": "street" } }""", "'Gate.Zones' is a list")]
    [InlineData("""{ "Store": { "Directory": "" } }""", "Store.Directory")]
    [InlineData("""{ "Store": { "KeepPerLabel": -1 } }""", "KeepPerLabel")]
    [InlineData("""{ "Store": { "KeepPerLabel": 100001 } }""", "KeepPerLabel")]
    [InlineData("""{ "Store": { "MaxAgePerLabel": [{ "MaxAge": "14d" }] } }""", "Store.MaxAgePerLabel: an entry has no Label")]
    [InlineData("""{ "Store": { "MaxAgePerLabel": { "squirrel": "14d" } } }""", "'Store.MaxAgePerLabel' is a list, not a section: write [ … ]")]
    [InlineData("""{ "Store": { "MaxAgePerLabel": ["squirrel"] } }""", "'Store.MaxAgePerLabel[0]' is a section, not a value: write { … }")]
    [InlineData("""{ "Web": { "TrustedProxies": { "home": "127.0.0.1" } } }""", "'Web.TrustedProxies' is a list, not a section: write [ … ]")]
    [InlineData("""{ "Store": { "MaxAgePerLabel": [{ "Label": "squirrel" }] } }""", "Store.MaxAgePerLabel 'squirrel'")]
    [InlineData("""{ "Store": { "MaxAgePerLabel": [{ "Label": "squirrel", "MaxAge": "91d" }] } }""", "Store.MaxAgePerLabel 'squirrel'")]
    [InlineData("""{ "Store": { "MaxAgePerLabel": [{ "Label": "squirrel", "MaxAge": "2d" }, { "Label": "Squirrel ", "MaxAge": "3d" }] } }""", "twice")]
    [InlineData("""{ "Store": { "MaxAgePerLabel": [{ "Label": "squirrel", "Age": "2d" }] } }""", "Age")]
    [InlineData("""{ "Store": { "Directory": "a\u0000b" } }""", "Store.Directory")]
    [InlineData("""{ "Model": { "Path": "a\u0000b" } }""", "Model.Path")]
    [InlineData("""{ "Node": """, "birbcam.json")]
    [InlineData("not json at all", "birbcam.json")]
    [InlineData("", "birbcam.json")]
    public void A_mistake_is_one_line_that_names_the_file_and_the_key(string json, string named)
    {
        string path = Write(json);

        string message = Assert.Throws<ConfigurationException>(() => ConfigurationFile.Read(path)).Message;

        Assert.StartsWith(path, message, StringComparison.Ordinal);
        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_missing_file_is_named_with_what_to_do()
        => Assert.Contains("--config", Assert.Throws<ConfigurationException>(() => ConfigurationFile.Read(Path.Combine(_folder, "none.json"))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_configuration_without_a_name_is_refused()
        => Assert.Contains("--config", Assert.Throws<ConfigurationException>(() => ConfigurationFile.Read("")).Message, StringComparison.Ordinal);

    [Fact]
    public void The_environment_overrides_the_file()
    {
        // Only this test reads this key, and it is put back.
        Environment.SetEnvironmentVariable("BIRBCAM__Model__Threads", "3");
        try
        {
            Assert.Equal(3, ConfigurationFile.Read(Write("""{ "Model": { "Threads": 2 } }""")).Model.Threads);
        }
        finally
        {
            Environment.SetEnvironmentVariable("BIRBCAM__Model__Threads", null);
        }
    }

    private static IEnumerable<string> Differences(object expected, object actual, string path)
    {
        foreach (PropertyInfo property in expected.GetType().GetProperties().Where(p => p.SetMethod is not null))
        {
            object? a = property.GetValue(expected), b = property.GetValue(actual);
            if (a is not null && b is not null && a.GetType().Namespace!.StartsWith("BirbCam", StringComparison.Ordinal) && !a.GetType().IsEnum)
            {
                foreach (string difference in Differences(a, b, $"{path}{property.Name}."))
                    yield return difference;
            }
            else if (a is IList { Count: 0 } ? b is not IList { Count: 0 } : !Equals(a, b))
            {
                yield return $"{path}{property.Name}: {a} in the code, {b} in the sample";
            }
        }
    }

    private static IEnumerable<string> Keys(Type section, string path) => section.GetProperties().Where(p => p.SetMethod is not null)
        .SelectMany(p => p.PropertyType.Namespace!.StartsWith("BirbCam", StringComparison.Ordinal) && !p.PropertyType.IsEnum
            ? Keys(p.PropertyType, $"{path}{p.Name}.")
            : [$"{path}{p.Name}"]);

    private string Write(string json)
    {
        string path = Path.Combine(_folder, "birbcam.json");
        File.WriteAllText(path, json);
        return path;
    }
}
