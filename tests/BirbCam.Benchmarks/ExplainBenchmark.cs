using System.Diagnostics;
using System.Globalization;
using BirbCam.Onnx;
using BirbCam.Onnx.Layers;
using BirbCam.Onnx.Probing;
using BirbCam.Onnx.TfLite;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;

namespace BirbCam.Benchmarks;

/// <summary>
/// What an explanation costs beside the forward pass that it explains, one thread. The aim: one label at the last layer of the full-width ResNet-34 for at
/// most 3 % of its forward pass, a forward pass with outputs that is no dearer than the plain one, and nothing of a picture's size allocated.
/// </summary>
/// <remarks>
/// All figures of a row are taken in turn, round after round, in one process: what else the machine does falls on all of them alike, which
/// a harness that measures one thing after the other, each in a process of its own, cannot say of shares of a few per cent.
/// </remarks>
internal static class ExplainBenchmark
{
    /// <summary>The first session of a process pays for the runtime, the first runs for its memory plans and for compiling us.</summary>
    private const int WarmUps = 3;

    private const int Seed = 1;

    /// <param name="args">Rounds (of the three figures), and models with a card; without models the full-width ResNet-34, the shipped one and what lies in ../shared.</param>
    public static void Run(string[] args)
    {
        int rounds = args is [string first, ..] && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int asked) ? asked : 40;
        Console.WriteLine("| model, layer | plain | with outputs | of plain | B + map | of plain | opening B | memory of B | allocated |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        string[] paths = [.. args.Where(arg => arg.EndsWith(".onnx", StringComparison.Ordinal))];
        foreach (Subject subject in paths.Length > 0 ? paths.Select(Subject.OfCard) : Subject.All())
        {
            foreach (string layer in subject.Layers())
                Console.WriteLine(Row(subject, layer, rounds));
        }
    }

    private static string Row(Subject subject, string layer, int rounds)
    {
        ExplainableModel model = ExplainableModel.Build(subject.File, subject.Shape, null, subject.Output, layer);
        float[] input = new float[model.Input.ElementCount];
        Ramp.Fill(input);
        using var plain = new PlainForward(subject.File, model, input);
        using var network = new Network(subject.File, model, input, threads: 1);
        using ForwardPass pass = network.NewPass();
        network.Run(default, pass);

        long before = ResidentBytes();
        var opening = Stopwatch.StartNew();
        using var explainer = new Explainer(model, Explainer.DefaultMethod(model));
        opening.Stop();

        double[] plainMs = new double[rounds], forwardMs = new double[rounds], explainMs = new double[rounds];
        long allocated = 0;
        for (int round = -WarmUps; round < rounds; round++)
        {
            // On a busy machine who comes second is more often interrupted: they take turns.
            bool isPlainFirst = round % 2 == 0;
            double firstTook = isPlainFirst ? Time(plain.Run) : Time(Forward);
            double secondTook = isPlainFirst ? Time(Forward) : Time(plain.Run);
            (double plainTook, double forwardTook) = isPlainFirst ? (firstTook, secondTook) : (secondTook, firstTook);
            long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
            double explainTook = Time(() => explainer.Explain(pass, 0, "chickadee"));
            if (round < 0)
                continue;

            (plainMs[round], forwardMs[round], explainMs[round]) = (plainTook, forwardTook, explainTook);
            allocated += GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
        }

        double megabytes = (ResidentBytes() - before) / 1e6;
        MapLayer target = model.Target!;
        return string.Create(CultureInfo.InvariantCulture,
            $"| {subject.Name}, {target.Width}×{target.Height}×{target.Channels} | {Figure(plainMs)} | {Figure(forwardMs)} | {Share(forwardMs, plainMs):0.00} | {Figure(explainMs)} | {100 * Share(explainMs, plainMs):0.0} % | {opening.Elapsed.TotalMilliseconds:0} ms | {megabytes:0.0} MB | {allocated / rounds / 1000.0:0.0} kB |");

        void Forward() => network.Run(default, pass);
    }

    private static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>Median, and the tenth percentile in brackets: what the machine does when it has nothing else to do.</summary>
    private static string Figure(double[] milliseconds)
        => string.Create(CultureInfo.InvariantCulture, $"{Percentile(milliseconds, 0.5):0.00} ({Percentile(milliseconds, 0.1):0.00}) ms");

    /// <summary>Median over the rounds of what one round says: within a round the machine is equally busy for both.</summary>
    private static double Share(double[] part, double[] whole) => Percentile([.. part.Zip(whole, (one, other) => one / other)], 0.5);

    private static double Percentile(double[] values, double share) => values.Order().ElementAt((int)(share * (values.Length - 1)));

    private static long ResidentBytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var here = Process.GetCurrentProcess();
        return here.WorkingSet64;
    }

    /// <summary>A model to measure.</summary>
    private sealed record Subject(string Name, ModelFile File, int[] Shape, string Output)
    {
        public static Subject OfCard(string path)
        {
            ModelCard card = ModelCard.Read(ModelCard.PathBeside(path));
            return new Subject(card.Name, ModelFile.Read(path), card.Input.Shape, card.Output.Name);
        }

        public static IEnumerable<Subject> All()
        {
            yield return new Subject("ResNet-34 + fastai head, full width", new ModelFile(FullWidthResNet.Write(Seed), folder: null), FullWidthResNet.Shape, FullWidthResNet.Output);
            yield return OfCard(Path.Combine(AppContext.BaseDirectory, "models", "balcony.onnx"));
            if (Shared() is not string shared)
                yield break;

            string birds = Path.Combine(shared, "models", "mobilenet_v2_1.0_224_inat_bird_quant.tflite");
            if (System.IO.File.Exists(birds))
            {
                ImportedClassifier imported = TfLiteImport.Read(System.IO.File.ReadAllBytes(birds));
                yield return Declared("AIY birds, imported", new ModelFile(imported.Model, folder: null));
            }

            foreach (string path in Directory.EnumerateFiles(Path.Combine(shared, "fixtures", "gradcam"), "model.onnx", SearchOption.AllDirectories).Order())
            {
                string name = Path.GetFileName(Path.GetDirectoryName(path)!);
                if (!path.Contains($"{Path.DirectorySeparatorChar}ops{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
                    yield return Declared(name, ModelFile.Read(path));
            }
        }

        /// <summary>The last layer; of the full-width one the last of every size, of the others the next finer one.</summary>
        public IEnumerable<string> Layers()
        {
            yield return ExplainableModel.AutomaticLayer;
            ExplainableModel automatic = ExplainableModel.Build(File, Shape, null, Output);
            var finer = automatic.Maps.Where(map => map.Places > automatic.Target!.Places).GroupBy(map => map.Places).OrderBy(size => size.Key);
            foreach (var size in finer.Take(Shape == FullWidthResNet.Shape ? int.MaxValue : 1))
                yield return size.Last().Name;
        }

        private static Subject Declared(string name, ModelFile file) => new(name, file, [.. file.Graph.Inputs[0].Shape], file.Graph.Outputs[0].Name);

        private static string? Shared()
        {
            for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                string candidate = Path.Combine(folder.FullName, "shared");
                if (Directory.Exists(Path.Combine(candidate, "fixtures")))
                    return candidate;
            }

            return null;
        }
    }
}
