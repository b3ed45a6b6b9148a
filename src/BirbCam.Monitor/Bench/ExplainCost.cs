using BirbCam.Onnx;
using BirbCam.Onnx.Probing;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Explanation.Methods;

namespace BirbCam.Monitor.Bench;

/// <summary>What explaining costs, on one thread. Times are medians of rounds in which each is taken once, so that a busy machine is as busy for all three.</summary>
/// <param name="Forward">The user's model with the user's output.</param>
/// <param name="ForwardWithOutputs">The same with what an explanation needs of it.</param>
/// <param name="Explanation">Gradient and map of one label.</param>
/// <param name="MemoryBytes">What the process grew by to be able to do the two latter; what an earlier model left behind is used again and not counted.</param>
internal sealed record ExplainCost(TimeSpan Forward, TimeSpan ForwardWithOutputs, TimeSpan Explanation, long MemoryBytes)
{
    private const int FewestRounds = 5;

    private const int MostRounds = 300;

    /// <summary>The first runs pay for memory plans and for compiling us.</summary>
    private const int WarmUps = 5;

    /// <summary>A network of a second a run is not worth a minute.</summary>
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(3);

    /// <param name="bytesBefore">Of the process, before anything of the model was read.</param>
    /// <exception cref="ModelException">ONNX Runtime refuses the model.</exception>
    public static ExplainCost Of(ModelFile file, ExplainableModel model, CamMethod method, long bytesBefore, CancellationToken stop)
    {
        float[] input = new float[model.Input.ElementCount];
        Ramp.Fill(input);
        using var network = new Network(file, model, input, threads: 1);
        using ForwardPass pass = network.NewPass();
        network.Run(default, pass);
        using var explainer = new Explainer(model, method);
        explainer.Explain(pass, 0, "");
        long memoryBytes = Math.Max(0, ResidentBytes() - bytesBefore);

        // Without a layer and with the output as its score, nothing is added to the user's own bytes.
        ExplainableModel bare = model with { Score = model.Output, Target = null, Backward = null, Head = null };
        using var plain = new Network(file, bare, input, threads: 1);
        using ForwardPass plainPass = plain.NewPass();

        List<TimeSpan> forward = [], withOutputs = [], explanation = [];
        long start = TimeProvider.System.GetTimestamp();
        for (int round = -WarmUps; round < MostRounds && (round < FewestRounds || TimeProvider.System.GetElapsedTime(start) < LongEnough); round++)
        {
            stop.ThrowIfCancellationRequested();
            TimeSpan plainTook = Took(() => plain.Run(default, plainPass));
            TimeSpan forwardTook = Took(() => network.Run(default, pass));
            TimeSpan explanationTook = Took(() => explainer.Explain(pass, 0, ""));
            if (round < 0)
                continue;

            forward.Add(plainTook);
            withOutputs.Add(forwardTook);
            explanation.Add(explanationTook);
        }

        return new ExplainCost(Median(forward), Median(withOutputs), Median(explanation), memoryBytes);
    }

    /// <summary>Of this process, without what only waits to be collected.</summary>
    public static long ResidentBytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Environment.WorkingSet;
    }

    private static TimeSpan Took(Action action)
    {
        long start = TimeProvider.System.GetTimestamp();
        action();
        return TimeProvider.System.GetElapsedTime(start);
    }

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);
}
