using BirbCam.Monitor.Simulation.Scenery;

namespace BirbCam.Monitor.Simulation.Animals;

/// <summary>
/// Who comes when, for ever, from the seed alone. Time is cut into slots of one visit each; the first begins at
/// <see cref="FirstVisit"/>. In every round of slots each kind of animal comes once; now and then a second one joins.
/// </summary>
internal sealed class VisitSchedule
{
    /// <summary>A motion gate believes its background after about a second; whoever watches should see the empty balcony first.</summary>
    public static readonly TimeSpan FirstVisit = TimeSpan.FromSeconds(6);

    private static readonly double LongestVisit = 12;

    private readonly SimulationOptions _options;
    private readonly BalconyLayout _layout;
    private readonly double _slotSeconds;

    /// <summary>The visits of the last slots asked for, by slot modulo the length: pictures are asked for in order.</summary>
    private readonly (long Slot, Visit[] Visits)[] _recent = new (long, Visit[])[4];

    public VisitSchedule(SimulationOptions options, BalconyLayout layout)
    {
        _options = options;
        _layout = layout;
        _slotSeconds = 60 / options.Pace;
        Array.Fill(_recent, (-1, []));
    }

    /// <summary>The visits that overlap a span of time, in order of arrival.</summary>
    public IEnumerable<Visit> Between(TimeSpan from, TimeSpan to)
    {
        if (_options.Visitors.Count == 0)
            yield break;

        for (long slot = Math.Max(0, SlotAt(from)); slot <= SlotAt(to); slot++)
        {
            foreach (Visit visit in InSlot(slot))
            {
                if (visit.From < to && visit.To > from)
                    yield return visit;
            }
        }
    }

    /// <summary>The visits of the slot that holds a moment: nobody stays beyond his slot.</summary>
    public ReadOnlySpan<Visit> Around(TimeSpan at) => _options.Visitors.Count == 0 || at < FirstVisit ? [] : InSlot(SlotAt(at));

    private long SlotAt(TimeSpan at) => (long)Math.Floor((at - FirstVisit).TotalSeconds / _slotSeconds);

    private Visit[] InSlot(long slot)
    {
        ref (long Slot, Visit[] Visits) kept = ref _recent[slot % _recent.Length];
        if (kept.Slot != slot)
            kept = (slot, Plan(slot));
        return kept.Visits;
    }

    private Visit[] Plan(long slot)
    {
        var random = new Random((int)(SeededNoise.Hash(_options.Seed, (int)slot, 1) >> 1));
        Species guest = Species.Of(LabelIn(slot));
        double longest = 0.8 * _slotSeconds;
        double length = Math.Min(longest, 5 + ((LongestVisit - 5) * random.NextDouble()));
        double late = slot == 0 ? 0 : random.NextDouble() * (0.95 * _slotSeconds - length);
        TimeSpan from = FirstVisit + TimeSpan.FromSeconds((slot * _slotSeconds) + late);
        TimeSpan to = from + TimeSpan.FromSeconds(length);

        if (length < 5 || random.NextDouble() > 0.3)
            return [new Visit(guest, _layout, random, from, to, 0.05f, 0.95f)];

        Species companion = Species.Of(_options.Visitors[random.Next(_options.Visitors.Count)]);
        return
        [
            new Visit(guest, _layout, random, from, to, 0.05f, 0.4f),
            new Visit(companion, _layout, random, from + (0.2 * (to - from)), to - (0.1 * (to - from)), 0.65f, 0.95f),
        ];
    }

    private string LabelIn(long slot)
    {
        int kinds = _options.Visitors.Count;
        string[] round = [.. _options.Visitors];
        new Random((int)(SeededNoise.Hash(_options.Seed, (int)(slot / kinds), 2) >> 1)).Shuffle(round);
        return round[slot % kinds];
    }
}
