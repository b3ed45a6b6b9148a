using BirbCam.Monitor.Simulation.Scenery;

namespace BirbCam.Monitor.Simulation.Animals;

/// <summary>
/// Who comes when, for ever, from the seed alone. Time is cut into slots of one visit each; the first begins at
/// <see cref="FirstVisit"/>. In every round of slots each kind of animal comes once; now and then a second one joins. Who sits for minutes comes
/// beside them, and they keep to the other half of the picture.
/// </summary>
internal sealed class VisitSchedule
{
    /// <summary>A motion gate believes its background after about a second; whoever watches should see the empty balcony first.</summary>
    public static readonly TimeSpan FirstVisit = TimeSpan.FromSeconds(6);

    private static readonly double LongestVisit = 12;

    /// <summary>One long visit of one to four minutes begins and ends in each.</summary>
    private static readonly TimeSpan SitterRound = TimeSpan.FromMinutes(5);

    private readonly SimulationOptions _options;
    private readonly BalconyLayout _layout;
    private readonly Cast _cast;
    private readonly double _slotSeconds;

    /// <summary>The visits of the last slots asked for, by slot modulo the length: pictures are asked for in order.</summary>
    private readonly (long Slot, Visit[] Visits)[] _recent = new (long, Visit[])[4];

    private readonly (long Round, Visit? Visit)[] _sitters = new (long, Visit?)[4];

    public VisitSchedule(SimulationOptions options, BalconyLayout layout)
    {
        _options = options;
        _layout = layout;
        _cast = Cast.Of(options);
        _slotSeconds = 60 / options.Pace;
        Array.Fill(_recent, (-1, []));
        Array.Fill(_sitters, (-1, null));
    }

    /// <summary>The visits that overlap a span of time, in order of arrival.</summary>
    public IEnumerable<Visit> Between(TimeSpan from, TimeSpan to)
    {
        if (_cast.Labels.Count == 0)
            return [];

        var visits = new List<Visit>();
        for (long slot = Math.Max(0, SlotAt(from)); slot <= SlotAt(to); slot++)
            visits.AddRange(InSlot(slot).Where(visit => visit.Manner == Manner.Busy));
        visits.AddRange(SittersBetween(from, to));
        return visits.Where(visit => visit.From < to && visit.To > from).OrderBy(visit => visit.From);
    }

    /// <summary>The visits of the slot that holds a moment: nobody stays beyond his slot but who sits, and he is in all of his.</summary>
    public ReadOnlySpan<Visit> Around(TimeSpan at) => _cast.Labels.Count == 0 || at < FirstVisit ? [] : InSlot(SlotAt(at));

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
        TimeSpan opens = FirstVisit + TimeSpan.FromSeconds(slot * _slotSeconds);
        return [.. PlanGuests(slot, opens), .. SittersBetween(opens, opens + TimeSpan.FromSeconds(_slotSeconds))];
    }

    private Visit[] PlanGuests(long slot, TimeSpan opens)
    {
        var random = new Random((int)(SeededNoise.Hash(_options.Seed, (int)slot, 1) >> 1));
        Species guest = _cast.Choose(LabelIn(slot), Number(slot, 4));
        double longest = 0.8 * _slotSeconds;
        double length = Math.Min(longest, 5 + ((LongestVisit - 5) * random.NextDouble()));
        double late = slot == 0 ? 0 : random.NextDouble() * (0.95 * _slotSeconds - length);
        TimeSpan from = opens + TimeSpan.FromSeconds(late);
        TimeSpan to = from + TimeSpan.FromSeconds(length);

        // Nobody stands on somebody who sits.
        if (SittersBetween(from, to).FirstOrDefault() is Visit sitter)
            return [new Visit(guest, _layout, random, from, to, sitter.IsOnTheLeft ? 0.5f : 0, sitter.IsOnTheLeft ? 1 : 0.5f, Manner.Busy)];

        if (length < 5 || random.NextDouble() > 0.3)
            return [new Visit(guest, _layout, random, from, to, 0, 1, Manner.Busy)];

        Species companion = AnyOf(random, Number(slot, 5));
        return
        [
            new Visit(guest, _layout, random, from, to, 0, 0.42f, Manner.Busy),
            new Visit(companion, _layout, random, from + (0.2 * (to - from)), to - (0.1 * (to - from)), 0.64f, 1, Manner.Busy),
        ];
    }

    private IEnumerable<Visit> SittersBetween(TimeSpan from, TimeSpan to)
    {
        if (!_options.Sitters)
            yield break;

        for (long round = Math.Max(0, (long)(from / SitterRound)); round <= (long)(to / SitterRound); round++)
        {
            Visit sitter = SitterOf(round);
            if (sitter.From < to && sitter.To > from)
                yield return sitter;
        }
    }

    private Visit SitterOf(long round)
    {
        ref (long Round, Visit? Visit) kept = ref _sitters[round % _sitters.Length];
        if (kept.Round != round)
            kept = (round, PlanSitter(round));
        return kept.Visit!;
    }

    private Visit PlanSitter(long round)
    {
        var random = new Random((int)(SeededNoise.Hash(_options.Seed, (int)round, 3) >> 1));
        double length = 60 + (180 * random.NextDouble());
        double early = FirstVisit.TotalSeconds + 8;
        TimeSpan from = (round * SitterRound) + TimeSpan.FromSeconds(early + ((SitterRound.TotalSeconds - early - length) * random.NextDouble()));
        float left = random.Next(2) == 0 ? 0 : 0.66f;
        return new Visit(AnyOf(random, Number(round, 6)), _layout, random, from, from + TimeSpan.FromSeconds(length), left, left + 0.34f, Manner.Sits);
    }

    private Species AnyOf(Random random, int number) => _cast.Choose(_cast.Labels[random.Next(_cast.Labels.Count)], number);

    private int Number(long slot, int purpose) => (int)(SeededNoise.Hash(_options.Seed, (int)slot, purpose) >> 1);

    private string LabelIn(long slot)
    {
        int kinds = _cast.Labels.Count;
        string[] round = [.. _cast.Labels];
        new Random((int)(SeededNoise.Hash(_options.Seed, (int)(slot / kinds), 2) >> 1)).Shuffle(round);
        return round[slot % kinds];
    }
}
