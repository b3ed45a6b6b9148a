using BirbCam.Monitor.Bench.Clips;
using BirbCam.Monitor.Capture.Streams;
using BirbCam.Monitor.Pipeline;
using BirbCam.Monitor.Pipeline.Bursts;
using BirbCam.Monitor.Sightings;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Bench.Naming;

/// <summary>
/// The way of a frame from the gate to the sightings, with default options, one frame after the other on one thread: nothing is left out because it came
/// too late, and the same clip gives the same answers.
/// </summary>
internal sealed class NamingBench(Classifier classifier, Explainer? explainer)
{
    private static readonly SightingOptions Defaults = new();

    /// <summary>Pictures are made of what a person would be asked about, and thrown away: as few as there may be.</summary>
    private static readonly ExplainOptions FewPictures = new() { Below = 0, SampleEvery = 0, MaxPerSighting = 1 };

    /// <param name="watched">Told the number of frames and the position of each of them.</param>
    /// <exception cref="RecordingException">The clip cannot be read.</exception>
    public async Task<ClipNames> WatchAsync(NamedClip clip, Action<long, TimeSpan> watched, CancellationToken stop)
    {
        var names = new NamesGiven();
        var choice = new ExplainChoice(FewPictures, Defaults.JoinGap);
        var recognition = new Recognition(classifier, explainer, choice, "bench", names.Find, (_, _) => null, TimeProvider.System);
        var gate = new MotionGate(new MotionOptions());
        var pool = new FramePool(FramePipeline.FramesAlive);
        using var burst = new Burst(Defaults.Burst);
        long frames = 0;
        await foreach (RecordedFrame recorded in clip.Footage.FramesAsync(stop))
        {
            stop.ThrowIfCancellationRequested();
            Recognise(Judge(gate, burst, Copy(pool, recorded.Frame)));
            watched(++frames, recorded.Position);
        }

        Recognise(burst.End());
        return NamingScore.Of(clip, names, classifier.Card.Labels);

        void Recognise(Candidate? candidate)
        {
            using Candidate? looked = candidate;
            if (looked is not null)
                names.Add(recognition.Look(looked).Detection);
        }
    }

    private static Frame Copy(FramePool pool, Frame frame)
        => pool.TryRent(frame.Pixels, frame.Width, frame.Height, Rotation.None, frame.CapturedAt, frame.Sequence)!;

    private static Candidate? Judge(MotionGate gate, Burst burst, Frame frame)
    {
        MotionResult motion = gate.Update(frame);
        var candidate = new Candidate(frame, motion, TimeSpan.Zero);
        if (motion.IsTriggered)
            return burst.Add(candidate);

        DateTimeOffset at = frame.CapturedAt;
        if (motion.Pending.IsDefaultOrEmpty)
            candidate.Dispose();
        else
            burst.Hold(candidate);
        return burst.At(at);
    }

    /// <summary>The detections of a clip, and the sightings they were joined into.</summary>
    internal sealed class NamesGiven
    {
        private readonly List<Detection> _detections = [];
        private readonly Dictionary<Guid, Sighting> _sightings = [];
        private SightingTracker _tracker = new(Defaults.JoinGap, []);

        public IReadOnlyList<Detection> Detections => _detections;

        /// <summary>With their last word.</summary>
        public IEnumerable<Sighting> Sightings => _sightings.Values;

        public Sighting? Find(string label, DateTimeOffset at) => _tracker.Find(label, at);

        public void Add(Detection detection)
        {
            SightingStep step = _tracker.Observe(detection);
            _tracker = step.Tracker;
            _detections.Add(detection);
            foreach (Sighting changed in step.Changed)
                _sightings[changed.Id] = changed;
        }
    }
}
