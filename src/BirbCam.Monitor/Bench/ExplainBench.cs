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
    /// <summary>What a model hardly sees it cannot show: scenes count from this probability of the label on.</summary>
    public const double LeastProbability = 0.15;

    /// <summary>Each costs 22 forward runs a map.</summary>
    private const int MostCurves = 24;

    /// <exception cref="ModelException">Missing, damaged, without a card, or it cannot be explained by that method at that layer.</exception>
    public ExplainReport Measure(string modelPath, CancellationToken stop)
    {
        long bytesBefore = plan.IsTimed ? ExplainCost.ResidentBytes() : 0;
        (ModelCard card, ExplainableModel model) = Load(modelPath);
        ImmutableArray<CamMethod> methods = Methods(model, modelPath);

        var file = ModelFile.Read(modelPath);
        ExplainCost? cost = plan.IsTimed ? ExplainCost.Of(file, model, plan.Method ?? Explainer.DefaultMethod(model), bytesBefore, stop) : null;
        string[] known = [.. new SimulationOptions().Visitors.Where(label => card.Labels.Contains(label))];
        var views = ImmutableArray.CreateBuilder<ViewQuality>();
        if (known.Length > 0)
        {
            using var view = new ExplainedView(file, card, model);
            views.Add(Judge(view, card, model, methods, known, "frame", _ => InputView.OfFrame(VisitorScenes.Width, VisitorScenes.Height, card.Input), stop));
            if (card.Views.Region is ModelRegionView region)
                views.Add(Judge(view, card, model, methods, known, "region", box => InputView.AroundRegion(box, VisitorScenes.Width, VisitorScenes.Height, region.Context, card.Input), stop));
        }

        return new ExplainReport(card.Name, model.Target!, model.Backward is not null, cost, views.ToImmutable());
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

    private ViewQuality Judge(
        ExplainedView view, ModelCard card, ExplainableModel model, ImmutableArray<CamMethod> methods, string[] known, string name,
        Func<PixelRect, InputView> viewOf, CancellationToken stop)
    {
        QualityTally[] tallies = [.. methods.Select(CamMethods.WordOf).Append("centre").Append("random").Select(map => new QualityTally(map))];
        (float[] Map, int Columns) centre = ReferenceMaps.Centre(model.Target!.Width, model.Target.Height);
        var curves = new PixelCurves(card.Input, view.Probability);
        using var scenes = new VisitorScenes(plan.Seed, known);
        int counted = 0, curved = 0;
        double probabilities = 0, boxShares = 0;
        for (int number = 0; number < plan.Scenes; number++)
        {
            stop.ThrowIfCancellationRequested();
            VisitorTruth truth = scenes.Draw(number);
            InputView seen = viewOf(truth.Boxes[0]);
            if (!Shows(seen, truth.Boxes[0]))
                continue;
            double probability = view.Look(scenes.Bgr, VisitorScenes.Width, VisitorScenes.Height, seen, truth.Label);
            if (probability < LeastProbability)
                continue;

            counted++;
            probabilities += probability;
            (float[] Map, int Columns)[] maps =
            [
                .. view.Maps(methods).Select(map => (map, model.Target.Width)),
                centre,
                (ReferenceMaps.Random(model.Target.Places, new Random(number)), model.Target.Width),
            ];
            bool isCurved = curved < MostCurves;
            if (isCurved)
            {
                curved++;
                curves.Show(view.Input);
            }

            for (int i = 0; i < maps.Length; i++)
            {
                var score = MapScore.Of(maps[i].Map, maps[i].Columns, seen, truth.Boxes.AsSpan(), VisitorScenes.Width, VisitorScenes.Height);
                tallies[i].Add(score);
                boxShares += score.BoxShare / maps.Length;
                if (isCurved)
                    tallies[i].Add(curves.Follow(maps[i].Map, maps[i].Columns));
            }
        }

        return new ViewQuality(name, plan.Scenes, counted, curved, probabilities / counted, boxShares / counted, [.. tallies.Select(tally => tally.Result)]);
    }

    private static bool Shows(InputView view, PixelRect box)
        => box.X >= view.X && box.Y >= view.Y && box.Right <= view.X + view.Width && box.Bottom <= view.Y + view.Height;
}
