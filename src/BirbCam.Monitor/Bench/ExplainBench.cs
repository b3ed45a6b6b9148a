using System.Collections.Immutable;
using BirbCam.Monitor.Simulation;
using BirbCam.Onnx;
using BirbCam.Onnx.Analysis;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Explanation.Methods;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Bench;

/// <summary>What a model's explanations cost here, and how well they show simulated visitors whose boxes are known.</summary>
internal sealed class ExplainBench(ExplainBenchPlan plan)
{
    /// <exception cref="ModelException">Missing, damaged, without a card, or it cannot be explained by that method at that layer.</exception>
    public ExplainReport Measure(string modelPath, CancellationToken stop)
    {
        long bytesBefore = plan.IsTimed ? ExplainCost.ResidentBytes() : 0;
        (ModelCard card, ExplainableModel model) = Load(modelPath);
        ImmutableArray<CamMethod> methods = Methods(model, modelPath);

        var file = ModelFile.Read(modelPath);
        ExplainCost? cost = plan.IsTimed ? ExplainCost.Of(file, model, plan.Method ?? Explainer.DefaultMethod(model), bytesBefore, stop) : null;
        return new ExplainReport(card.Name, model.Target!, model.WhyNotExact, cost, Judge(file, card, model, methods, stop));
    }

    /// <summary>With all the checks that the service makes at its start.</summary>
    private (ModelCard Card, ExplainableModel Model) Load(string modelPath)
    {
        using var classifier = Classifier.Load(modelPath, threads: 1, plan.Layer, new AnalysisCache(folder: null));
        return (classifier.Card, classifier.Model);
    }

    private ImmutableArray<CamMethod> Methods(ExplainableModel model, string modelPath)
    {
        CamMethod asked = plan.Method ?? CamMethod.GradCam;
        if (Explainer.FaultOf(model, asked) is string fault)
            throw new ModelException($"{modelPath}: {fault}");
        return plan.Method is null ? [.. Enum.GetValues<CamMethod>().Where(method => Explainer.FaultOf(model, method) is null)] : [asked];
    }

    /// <summary>The whole frame, and the crop around the visitor where the card looks at crops; nothing where the model knows nobody who is drawn.</summary>
    private ImmutableArray<ViewQuality> Judge(
        ModelFile file, ModelCard card, ExplainableModel model, ImmutableArray<CamMethod> methods, CancellationToken stop)
    {
        string[] known = [.. new SimulationOptions().Visitors.Where(label => card.Labels.Contains(label))];
        if (known.Length == 0)
            return [];

        using var view = new ExplainedView(file, card, model);
        using var scenes = new VisitorScenes(plan.Seed, known);
        ViewJudgement whole = NewJudgement();
        ViewJudgement? crop = card.Views.Region is null ? null : NewJudgement();
        for (int number = 0; number < plan.Scenes; number++)
        {
            stop.ThrowIfCancellationRequested();
            VisitorTruth truth = scenes.Draw(number);
            whole.Add(scenes.Bgr, truth, InputView.OfFrame(VisitorScenes.Width, VisitorScenes.Height, card.Input));
            crop?.Add(scenes.Bgr, truth, Around(truth.Boxes[0], card));
        }

        return crop is null ? [whole.Result("frame")] : [whole.Result("frame"), crop.Result("region")];

        ViewJudgement NewJudgement() => new(view, card.Input, model.Target!, methods, new Random(plan.Seed));
    }

    private static InputView Around(PixelRect box, ModelCard card)
        => InputView.AroundRegion(box, VisitorScenes.Width, VisitorScenes.Height, card.Views.Region!, card.Input);
}
