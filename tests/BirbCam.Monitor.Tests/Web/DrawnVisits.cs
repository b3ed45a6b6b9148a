using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Pipeline;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Simulation;
using BirbCam.Monitor.Tests.House;
using BirbCam.Monitor.Tests.Sightings;
using BirbCam.Onnx.Analysis;
using BirbCam.Onnx.Format;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Imaging.Overlays;

namespace BirbCam.Monitor.Tests.Web;

/// <summary>Pictures of simulated visitors, with what the shipped model says of them and why; how sure it is, the test decides.</summary>
internal sealed class DrawnVisits : IDisposable
{
    private const int Width = 640, Height = 480;

    private readonly FramePool _pool = new(1);
    private readonly BalconyScene _scene = new(new SimulationOptions { Seed = 1, Width = Width, Height = Height });
    private readonly Classifier _classifier = Classifier.Load(Path.Combine(Repository.Root, "models/balcony.onnx"), threads: 1, layer: null, new AnalysisCache(CacheDirectory.Models));
    private readonly Explainer _explainer;
    private readonly byte[] _bgr = new byte[Width * Height * 3];
    private readonly Queue<SimulatedVisit> _visits;

    public DrawnVisits()
    {
        _explainer = new Explainer(_classifier.Model, Explainer.MethodFor(_classifier, word: null));
        Hindsight = new Hindsight(new Recognition(
            _classifier, _explainer, new ExplainChoice(new ExplainOptions(), TimeSpan.FromMinutes(1)), "balcony", (_, _) => null, (_, _) => null, TimeProvider.System));
        _visits = new Queue<SimulatedVisit>(_scene.VisitsBetween(TimeSpan.Zero, TimeSpan.FromHours(1)));
    }

    /// <summary>Of the same model.</summary>
    public Hindsight Hindsight { get; }

    /// <summary>The next frame of the camera; to be disposed before the next one is asked for.</summary>
    public Frame Next(out SimulatedVisit visit, out PixelRect box)
    {
        while (true)
        {
            visit = _visits.Dequeue();
            TimeSpan middle = visit.From + ((visit.To - visit.From) / 2);
            if (_scene.VisitorsAt(middle) is not [SimulatedVisitor visitor, ..])
                continue;

            _scene.Render(middle, _bgr);
            box = visitor.Box;
            return _pool.TryRent(_bgr, Width, Height, Rotation.None, Detections.Morning, 0)!;
        }
    }

    /// <summary>A detection of the next visitor as the pipeline makes it, at that time and with that decision.</summary>
    public (Detection Detection, KeptPictures Pictures) Detect(Decision decision, DateTimeOffset at, double score)
    {
        using Frame frame = Next(out SimulatedVisit visit, out PixelRect box);
        Classification answer = _classifier.Classify(frame, [box]);
        (ForwardPass pass, int classIndex) = _classifier.StrongestView(visit.Label);
        Explanation explanation = _explainer.Explain(pass, classIndex, visit.Label);
        Agreement agreement = Agreement.Of(explanation, [box], Width, Height, []);
        string[] labels = decision == Decision.Unknown ? [] : [visit.Label];
        Detection detection = Detections.Of(decision, at, score, labels) with
        {
            Scores = answer.Scores.ToDictionary(one => one.Label, one => one.Label == visit.Label ? score : one.Probability),
            Thresholds = _classifier.Card.Thresholds,
            NeedsReview = decision != Decision.Accepted,
            Reasons = decision == Decision.Accepted ? [] : [Decisions.WordOf(decision)],
            Text = $"{ExplanationText.Verdict([new LabelScore(visit.Label, score)], _classifier.Card.Thresholds)} {ExplanationText.Evidence(explanation, agreement)}",
            Motion = new MotionEvidence(0.02, box.ToShares(Width, Height), 900, 1, 0),
            Explain = ExplainEvidence.From(explanation, agreement, Width, Height),
            Image = new ImageEvidence(new string('9', 64), Width, Height),
        };
        return (detection, new KeptPictures(
            JpegEncoder.Encode(frame), ExplanationPanels.Draw(frame.Pixels, Width, Height, answer, explanation), Npy.Encode(explanation.Map, explanation.Height, explanation.Width))
        {
            Moved = Tint.ToPng(MaskOf(box), Width, Height, 0x00B4FF),
        });
    }

    /// <summary>An ellipse in the box.</summary>
    private static byte[] MaskOf(PixelRect box)
    {
        byte[] mask = new byte[Width * Height];
        for (int i = 0; i < mask.Length; i++)
        {
            double x = ((i % Width) - box.X - (box.Width / 2.0)) / box.Width, y = ((i / Width) - box.Y - (box.Height / 2.0)) / box.Height;
            mask[i] = (x * x) + (y * y) < 0.25 ? (byte)140 : (byte)0;
        }

        return mask;
    }

    public void Dispose()
    {
        Assert.Equal(0, _pool.Outstanding);
        _explainer.Dispose();
        _classifier.Dispose();
        _scene.Dispose();
    }
}
