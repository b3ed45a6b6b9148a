using System.Text.Json;
using BirbCam.Vision.Imaging;
using SkiaSharp;

namespace BirbCam.Monitor.Simulation;

/// <summary>Draws single moments of many scenes to files, with one line of truth for each.</summary>
internal sealed class SceneSampler(SamplingPlan plan)
{
    public const string TruthFile = "truth.jsonl";

    /// <summary>Moments are taken from the first minutes of a scene: by then it has had every weather.</summary>
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(10);

    private static readonly JsonSerializerOptions TruthForm = new(JsonSerializerDefaults.Web);

    /// <exception cref="IOException">The folder cannot be written.</exception>
    public async Task WriteAsync(DirectoryInfo folder, CancellationToken stop)
    {
        folder.Create();
        string truth = Path.Combine(folder.FullName, TruthFile);
        string unfinished = truth + ".part";
        await using (var lines = new StreamWriter(unfinished))
        {
            for (int first = 0; first < plan.Count; first += plan.PerScene)
                await WriteSceneAsync(folder, lines, first, stop);
        }

        File.Move(unfinished, truth, overwrite: true);
    }

    private async Task WriteSceneAsync(DirectoryInfo folder, StreamWriter lines, int first, CancellationToken stop)
    {
        var options = new SimulationOptions { Seed = (plan.Seed * 100_003) + (first / plan.PerScene), Width = plan.Width, Height = plan.Height };
        using var scene = new BalconyScene(options);
        var random = new Random(options.Seed);
        byte[] bgr = new byte[plan.Width * plan.Height * 3];
        for (int i = first; i < Math.Min(plan.Count, first + plan.PerScene); i++)
        {
            stop.ThrowIfCancellationRequested();
            TimeSpan at = random.Next(100) < plan.EmptyPercent ? EmptyMoment(scene, random) : VisitedMoment(scene, random);
            scene.Render(at, bgr);
            string file = $"{i:000000}.{plan.Format}";
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, file), Encode(bgr), stop);
            await lines.WriteLineAsync(JsonSerializer.Serialize(Truth(scene, file, at), TruthForm).AsMemory(), stop);
        }
    }

    private static TimeSpan VisitedMoment(BalconyScene scene, Random random)
    {
        SimulatedVisit[] visits = [.. scene.VisitsBetween(TimeSpan.Zero, Span)];
        while (true)
        {
            SimulatedVisit visit = visits[random.Next(visits.Length)];
            TimeSpan at = visit.From + (random.NextDouble() * (visit.To - visit.From));
            if (scene.VisitorsAt(at).Count > 0)
                return at;
        }
    }

    private static TimeSpan EmptyMoment(BalconyScene scene, Random random)
    {
        while (true)
        {
            TimeSpan at = random.NextDouble() * Span;
            if (scene.VisitorsAt(at).Count == 0)
                return at;
        }
    }

    private static object Truth(BalconyScene scene, string file, TimeSpan at) => new
    {
        file,
        seed = scene.Options.Seed,
        time = Math.Round(at.TotalSeconds, 3),
        width = scene.Options.Width,
        height = scene.Options.Height,
        visitors = scene.VisitorsAt(at).Select(visitor => new
        {
            label = visitor.Label,
            box = new[] { visitor.Box.X, visitor.Box.Y, visitor.Box.Width, visitor.Box.Height },
        }),
    };

    private byte[] Encode(ReadOnlySpan<byte> bgr)
    {
        if (plan.Format == "jpg")
            return JpegEncoder.Encode(bgr, plan.Width, plan.Height, JpegEncoder.KeptQuality);

        using SKBitmap bitmap = Bitmaps.FromBgr(bgr, plan.Width, plan.Height);
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
