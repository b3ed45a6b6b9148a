using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using BirbCam.Monitor.Tests.House;
using BirbCam.Onnx;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests;

/// <summary>The rules of the house that a machine can check: src/ARCHITECTURE.md says why they are there.</summary>
public sealed partial class HouseRulesTests
{
    private const int LinesOfAFile = 400;
    private const int FilesOfARoom = 12;

    private static readonly Assembly[] Assemblies = [typeof(OnnxFormatException).Assembly, typeof(Frame).Assembly, typeof(Heartbeat).Assembly];

    /// <summary>Who may reference whom.</summary>
    private static readonly Dictionary<string, string[]> References = new()
    {
        ["BirbCam.Onnx"] = [],
        ["BirbCam.Vision"] = ["BirbCam.Onnx"],
        ["BirbCam.Monitor"] = ["BirbCam.Vision", "BirbCam.Onnx"],
    };

    /// <summary>The files, or the folders, that may name a library of others. A new entry is a decision, not a formality.</summary>
    private static readonly Dictionary<string, string[]> Libraries = new()
    {
        ["OpenCvSharp"] = ["src/BirbCam.Monitor/Capture/OpenCvSource.cs", "src/BirbCam.Monitor/Bench/"],
        ["MQTTnet"] = ["src/BirbCam.Monitor/Publishing/"],
        ["Microsoft.AspNetCore.OpenApi"] = ["src/BirbCam.Monitor/Web/OpenApi/"],
        ["Microsoft.OpenApi"] = ["src/BirbCam.Monitor/Web/OpenApi/"],
        ["Microsoft.Data.Sqlite"] = ["src/BirbCam.Monitor/Sightings/Storage/StoreDatabase.cs", "src/BirbCam.Monitor/Diagnosis/NativeLibraries.cs"],
        ["Microsoft.ML.OnnxRuntime"] =
        [
            "src/BirbCam.Onnx/Probing/Probe.cs",
            "src/BirbCam.Onnx/RuntimeSession.cs",
            "src/BirbCam.Onnx/RuntimeTensor.cs",
            "src/BirbCam.Onnx/Analysis/ModelAnalysis.cs",
            "src/BirbCam.Onnx/Gradients/BackwardRun.cs",
            "src/BirbCam.Onnx/Head/",
            "src/BirbCam.Vision/Classification/ForwardPass.cs",
            "src/BirbCam.Vision/Classification/Network.cs",
            "src/BirbCam.Vision/Explanation/Explainer.cs",
        ],
        ["SkiaSharp"] =
        [
            "src/BirbCam.Vision/Imaging/",
            "src/BirbCam.Vision/Explanation/",
            "src/BirbCam.Monitor/Simulation/",
            "src/BirbCam.Monitor/Bench/Video/ReasonPicture.cs",
            "src/BirbCam.Monitor/Diagnosis/NativeLibraries.cs",
        ],
    };

    /// <summary>What every loop of every room needs: a sign of life, and the wait before the next try.</summary>
    private static readonly Type[] Everybodys = [typeof(Heartbeat), typeof(Backoff)];

    [Fact]
    public void A_room_looks_only_into_the_rooms_that_its_row_names()
    {
        var table = new RoomTable(Repository.Read("src/ARCHITECTURE.md"));
        var breaches = from type in Assemblies.SelectMany(assembly => assembly.GetTypes())
                       from mentioned in MentionedTypes.Of(type)
                       where !Everybodys.Contains(mentioned)
                       let here = RoomOf(type)
                       let there = RoomOf(mentioned)
                       where here is not null && there is not null && here != there && !table.Allows(here, there)
                       select $"{here}: {OutermostName(type)} mentions {there}: {OutermostName(mentioned)}";

        Assert.Empty(breaches.Distinct());
    }

    [Fact]
    public void Every_room_has_a_row()
    {
        var table = new RoomTable(Repository.Read("src/ARCHITECTURE.md"));

        Assert.Empty(Assemblies.SelectMany(assembly => assembly.GetTypes()).Select(RoomOf).OfType<string>().Distinct().Except(table.Rooms));
    }

    [Fact]
    public void What_is_computed_from_pixels_knows_no_clock_logger_or_socket()
    {
        string[] impure = ["Microsoft.Extensions", "System.Net", "System.Threading.Tasks"];
        var breaches = from type in typeof(Frame).Assembly.GetTypes()
                       from mentioned in MentionedTypes.Of(type)
                       where mentioned == typeof(TimeProvider) || impure.Any(name => mentioned.Namespace?.StartsWith(name, StringComparison.Ordinal) == true)
                       select $"{OutermostName(type)} mentions {mentioned}";

        Assert.Empty(breaches.Distinct());
    }

    [Fact]
    public void A_project_references_only_those_below_it()
    {
        foreach ((string project, string[] allowed) in References)
        {
            var file = XDocument.Parse(Repository.Read($"src/{project}/{project}.csproj"));
            var referenced = file.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

            Assert.Empty(referenced.Except(allowed));
        }
    }

    [Fact]
    public void A_library_of_others_is_named_in_few_files()
    {
        var breaches = from file in Files(".cs")
                       where file.StartsWith("src/", StringComparison.Ordinal)
                       let text = Repository.Read(file)
                       from library in Libraries
                       where Regex.IsMatch(text, $@"^(using (static )?|global using )({library.Key})\b|[^.\w]{library.Key}\.", RegexOptions.Multiline)
                       where !library.Value.Any(allowed => file.StartsWith(allowed, StringComparison.Ordinal))
                       select $"{file} names {library.Key}";

        Assert.Empty(breaches);
    }

    [Fact]
    public void A_file_is_one_thing()
    {
        var breaches = from file in Files(".cs", ".sh", ".py", ".js", ".css", ".html")
                       let lines = Repository.Read(file).AsSpan().Count('\n')
                       where lines > LinesOfAFile
                       select $"{file} has {lines} lines";

        Assert.Empty(breaches);
    }

    [Fact]
    public void A_room_that_passes_twelve_files_is_two_rooms()
    {
        var breaches = from file in Files(".cs")
                       where file.StartsWith("src/", StringComparison.Ordinal)
                       group file by Path.GetDirectoryName(file)! into room
                       where room.Count() > FilesOfARoom
                       select $"{room.Key} has {room.Count()} files";

        Assert.Empty(breaches);
    }

    [Fact]
    public void A_name_names_a_thing_not_a_chore()
    {
        var names = Assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => RoomOf(type) is not null && !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
            .Select(type => type.Name)
            .Concat(Files(".cs").Select(Path.GetFileNameWithoutExtension));

        Assert.Empty(names.Where(name => Chore().IsMatch(name!)).Distinct());
    }

    [Fact]
    public void Nothing_is_folded_away()
    {
        // Spelled in two halves, so that this file keeps the rule too.
        Assert.DoesNotContain(Files(".cs"), file => Repository.Read(file).Contains("#" + "region", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_link_in_the_words_leads_somewhere()
    {
        var broken = from file in Files(".md")
                     from match in Link().Matches(Repository.Read(file))
                     let target = match.Groups[1].Value.Split('#')[0]
                     where target.Length > 0 && !target.Contains(':', StringComparison.Ordinal)
                     let path = Path.Combine(Repository.Root, Path.GetDirectoryName(file)!, target)
                     where !File.Exists(path) && !Directory.Exists(path)
                     select $"{file} links to {target}";

        Assert.Empty(broken);
    }

    [Fact]
    public void The_readme_opens_with_the_two_commands()
    {
        string[] opening = [.. Repository.Read("README.md").Split('\n').Take(25)];

        Assert.Contains("dotnet run -c Release --project src/BirbCam.Monitor -- demo", opening);
        Assert.Contains("tests/run", opening);
    }

    [Fact]
    public void Nothing_names_a_place_outside_the_repository()
    {
        var breaches = from file in Repository.Files()
                       where new FileInfo(Path.Combine(Repository.Root, file)).Length < 1_000_000
                       from match in SomebodysFolder().Matches(Repository.Read(file))
                       select $"{file} names {match.Value}";

        Assert.Empty(breaches.Distinct());
    }

    private static IEnumerable<string> Files(params string[] endings) => Repository.Files().Where(file => endings.Contains(Path.GetExtension(file)));

    /// <summary><c>Vision/Imaging</c> for what is in the namespace BirbCam.Vision.Imaging; null for what is not of the house.</summary>
    private static string? RoomOf(Type type)
    {
        if (!Assemblies.Contains(type.Assembly))
            return null;
        if (type.Namespace is null)
            return type.Name.StartsWith(nameof(Program), StringComparison.Ordinal) ? "Monitor" : null;
        return type.Namespace.StartsWith("BirbCam.", StringComparison.Ordinal) ? type.Namespace["BirbCam.".Length..].Replace('.', '/') : null;
    }

    private static string OutermostName(Type type) => type.DeclaringType is Type outer ? OutermostName(outer) : type.Name;

    [GeneratedRegex(@"(Manager|Helper|Utils?|Utility|Utilities|Processor|Common|Base|Impl)s?(?![a-z])")]
    private static partial Regex Chore();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    // Folders that exist on one machine only; /dev, /etc, /opt, /usr and /var are the same everywhere.
    [GeneratedRegex(@"(?<![\w.*~-])/(home|root|work|Users|mnt)/[\w.]+")]
    private static partial Regex SomebodysFolder();
}
