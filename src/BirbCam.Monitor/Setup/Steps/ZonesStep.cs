using System.Globalization;
using BirbCam.Monitor.Sightings.Storage;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Imaging.Overlays;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Setup.Steps;

/// <summary>Parts of the picture with a meaning, by the numbers of a grid that is drawn on a picture of the camera.</summary>
/// <param name="picture">Where that picture is written.</param>
internal sealed class ZonesStep(Questions questions, Trials trials, string picture, TimeProvider time) : ISetupStep
{
    /// <summary>As many as anybody draws; every one costs the gate a little.</summary>
    private const int MostZones = 32;

    /// <summary>Share of the picture; what is smaller is a slip of the keys.</summary>
    private const double SmallestArea = 0.0001;

    private static readonly string[] YesOrNo = [Questions.Yes, Questions.No];

    public string Title => "Zones (optional)";

    public async Task<Draft> RunAsync(Draft draft, CancellationToken stop)
    {
        await questions.SayAsync("A zone is a part of the picture to leave out, as a street. It can be drawn with the mouse on the page too, in its view System.");
        foreach (MotionZone zone in draft.Options.Gate.Zones)
            await questions.SayAsync($"  {zone.Name}: {InWords(zone)}");
        if (await questions.ChooseAsync("Add a zone here?", YesOrNo, Questions.No, stop) == Questions.No)
            return draft;

        using Frame? frame = trials == Trials.Left ? null : await CameraStep.LookAsync(draft.Options.Camera, questions, time, stop);
        await DrawAsync(frame, draft.Options.Gate.Zones, "with the grid");
        string more = Questions.Yes;
        while (more == Questions.Yes && draft.Options.Gate.Zones.Count < MostZones)
        {
            MotionZone zone = await AskAsync(draft.Options.Gate.Zones, stop);
            await DrawAsync(frame, [.. draft.Options.Gate.Zones, zone], "with the zone");
            if (await questions.ChooseAsync($"Take the zone '{zone.Name}' as it is?", YesOrNo, Questions.Yes, stop) == Questions.Yes)
                draft = draft.WithItem("Gate.Zones", Written(zone), $"{zone.Name}, {InWords(zone)}");
            more = await questions.ChooseAsync("Another zone?", YesOrNo, Questions.No, stop);
        }

        return draft;
    }

    private async Task<MotionZone> AskAsync(IReadOnlyList<MotionZone> others, CancellationToken stop)
    {
        string name = await questions.AskAsync("Its name, for sentences, as street", $"zone {others.Count + 1}", $"zone {others.Count + 1}", answer => ReadName(answer, others), stop);
        await questions.SayAsync("  ignore       what moves there is not looked at");
        await questions.SayAsync("  preclusive   while anything moves there, nothing is looked at (somebody at the balcony's door)");
        await questions.SayAsync("  sensitivity  what moves there counts more or less than elsewhere");
        string kind = await questions.ChooseAsync("What is it?", ["ignore", "preclusive", "sensitivity"], "ignore", stop);
        double factor = kind == "sensitivity" ? await questions.AskAsync("How many times does it count?", 0.5, "0.5", ReadFactor, stop) : 1;
        const string question = "Corners, one after the other round the zone, as x,y x,y x,y: 0,0 is the top left of the picture, 1,1 the bottom right";
        double[][] corners = await questions.AskAsync<double[][]>(question, [[0, 0], [1, 0], [1, 0.2], [0, 0.2]], "0,0 1,0 1,0.2 0,0.2", ReadCorners, stop);
        return new MotionZone { Name = name, Kind = Enum.Parse<MotionZoneKind>(kind, ignoreCase: true), Factor = factor, Polygon = corners };
    }

    private async Task DrawAsync(Frame? frame, IReadOnlyList<MotionZone> zones, string what)
    {
        if (frame is null)
        {
            await questions.SayAsync("  There is no picture to draw on: 'birbcam camera test --out FILE' makes one later.");
            return;
        }

        try
        {
            string path = Path.GetFullPath(picture);
            DurableFile.Write(path, path + ".writing", MarkedPicture.Draw(frame, zones.Select(zone => (zone.Name, zone.Polygon))));
            await questions.SayAsync($"  Look at the picture {what}: {path}");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            await questions.SayAsync($"  The picture cannot be written to {picture}: {refused.Message} Name another file with --picture.");
        }
    }

    /// <summary>As the configuration has it: a factor only where it means something.</summary>
    private static Dictionary<string, object> Written(MotionZone zone)
    {
        var written = new Dictionary<string, object> { ["name"] = zone.Name, ["kind"] = zone.Kind };
        if (zone.Kind == MotionZoneKind.Sensitivity)
            written["factor"] = zone.Factor;
        written["polygon"] = zone.Polygon;
        return written;
    }

    private static string InWords(MotionZone zone)
        => string.Create(CultureInfo.InvariantCulture, $"{zone.Kind.ToString().ToLowerInvariant()}, {zone.Polygon.Count} corners");

    private static string ReadName(string answer, IReadOnlyList<MotionZone> others)
        => answer.Length > 64 ? throw new FormatException("A name has at most 64 characters.")
            : others.Any(other => other.Name.Equals(answer, StringComparison.OrdinalIgnoreCase)) ? throw new FormatException($"There is a zone '{answer}' already. Write another name.")
            : answer;

    private static double ReadFactor(string answer)
        => double.TryParse(answer, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double factor) && factor is >= 0.1 and <= 10
            ? factor
            : throw new FormatException("Write a number from 0.1 (hardly) to 10 (very much); 1 is as elsewhere.");

    private static double[][] ReadCorners(string answer)
    {
        double[][] corners = [.. answer.Split([' ', ';'], StringSplitOptions.RemoveEmptyEntries).Select(ReadCorner)];
        return corners.Length is >= 3 and <= 64 && AreaOf(corners) >= SmallestArea
            ? corners
            : throw new FormatException("Write 3 to 64 corners that enclose something, as 0,0 1,0 1,0.2 0,0.2 with a space between them.");
    }

    private static double[] ReadCorner(string text)
    {
        double[] shares = [.. text.Split(',').Select(part => double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double share) ? share : double.NaN)];
        return shares.Length == 2 && shares.All(share => share is >= 0 and <= 1)
            ? shares
            : throw new FormatException($"'{text}' is no corner. Write two numbers from 0 to 1 with a comma between them, as 0.25,0.6.");
    }

    /// <summary>Half the sum of the cross products of neighbours.</summary>
    private static double AreaOf(double[][] corners)
        => Math.Abs(corners.Select((corner, i) => (corner[0] * corners[(i + 1) % corners.Length][1]) - (corner[1] * corners[(i + 1) % corners.Length][0])).Sum()) / 2;
}
