using System.Data.Common;
using System.Globalization;
using BirbCam.Monitor.Sightings.Storage;

namespace BirbCam.Monitor.Sightings.Reading;

/// <summary>
/// What a person looks at, read beside the store: a page neither waits for what is being written nor holds it up. Each page is one look with one
/// connection; while nobody looks, there is none. Any thread may call.
/// </summary>
/// <param name="directory">Of the store, which has been opened.</param>
/// <param name="labels">Of the model, in their order.</param>
/// <param name="place">Whose midnight begins a day.</param>
internal sealed class SightingPages(string directory, IReadOnlyList<string> labels, TimeZoneInfo place, TimeProvider time)
{
    /// <summary>Of a day, the newest: a screen holds some ten.</summary>
    private const int MaxVisits = 48;

    /// <summary>Of a day in the timeline: one in three minutes, day and night.</summary>
    private const int MaxEvents = 500;

    /// <summary>Of each reason, how many of the newest records are put in order: reading them takes some ten milliseconds.</summary>
    private const int ReviewWindow = 200;

    /// <summary>The same where only some are wanted: the page then tells how many of these there are.</summary>
    private const int FilterWindow = 1000;

    /// <summary>Of a label, pictures that are shown, and days that are counted: a month.</summary>
    private const int MaxPictures = 6, SpeciesDays = 30;

    /// <summary>People may call a visitor anything; no balcony has more of them than a hundred.</summary>
    private const int MaxSpecies = 100;

    /// <summary>The newest reviews: more say nothing more of a model, and take longer to read than a person waits.</summary>
    private const int MaxReviews = 2000;

    /// <summary>Of last week's, the newest: some 700 a day. A limit that changes much changes much of these, and reading them takes a tenth of a second.</summary>
    private const int MaxOfWeek = 5000;

    /// <summary>A model with a thousand labels writes long records: so many scores are read of a week at most.</summary>
    private const int MaxScoresOfWeek = 100_000;

    /// <summary>First reasons beside <see cref="Decision.Unknown"/>.</summary>
    private static readonly string[] LesserReasons = [Decisions.OffMotion, Decisions.WordOf(Decision.Abstained), Decisions.WordOf(Decision.LowConfidence)];

    private readonly string _path = Path.Combine(directory, SightingStore.FileName);
    private long _looks;

    /// <summary>How often the database was looked at.</summary>
    public long Looks => Interlocked.Read(ref _looks);

    public IReadOnlyList<string> Labels => labels;

    /// <summary>The visits since midnight.</summary>
    /// <exception cref="StoreException">The database cannot be read.</exception>
    public TodayPage Today()
    {
        DateOnly day = DayOf(time.GetUtcNow());
        return Look(database =>
        {
            List<VisitMark> marks = Marks(database, day, day);
            StoreTally tally = StoreTally.Read(database, [.. labels.Union(marks.Where(mark => mark.IsAgreed).Select(mark => mark.Label))], Iso(day));
            List<Visit> visits = database.Query(
                PageQueries.NewestVisits,
                ReadVisit, ("$from", IdAt(MidnightOf(day))), ("$limit", MaxVisits));
            return new TodayPage(
                day,
                [.. tally.Labels.Select(label => new LabelToday(label.Label, label.Present, label.Today, label.LastSeen, HoursOf(marks, label.Label)))],
                [.. visits.Select(visit => WithPicture(database, visit))],
                CountReviewable(database));
        });
    }

    /// <summary>A day's visits, and those of the days before it by the hour.</summary>
    /// <param name="days">How many days, the last one included.</param>
    /// <exception cref="StoreException">The database cannot be read.</exception>
    public TimelinePage Timeline(DateOnly last, int days) => Look(database =>
    {
        List<VisitMark> marks = Marks(database, last.AddDays(1 - days), last);
        List<Visit> events = database.Query(
            PageQueries.Events,
            ReadVisit, ("$from", IdAt(MidnightOf(last))), ("$to", IdAt(MidnightOf(last.AddDays(1)))), ("$limit", MaxEvents));
        IEnumerable<DateOnly> each = Enumerable.Range(0, days).Select(i => last.AddDays(1 - days + i));
        return new TimelinePage(
            last,
            [.. each.Select(day => new DayCount(day, marks.Count(mark => mark.IsAgreed && mark.Day == day)))],
            [.. marks.Where(mark => mark.IsAgreed).Select(mark => mark.Label).Distinct().Order(StringComparer.Ordinal).Select(label => new LabelHours(label, HoursOf(marks, label)))],
            events);
    });

    /// <summary>What was seen of a visit, the newest first; empty where no picture of it is kept.</summary>
    /// <exception cref="StoreException">The database cannot be read.</exception>
    public IReadOnlyList<Detection> PicturesOf(Guid sighting) => Look(database => PicturesOf(database, sighting, limit: 12));

    /// <summary>The detection, or null.</summary>
    /// <exception cref="StoreException">The database cannot be read.</exception>
    public Detection? Find(Guid id)
        => Look(database => database.Query(PageQueries.Detection, ReadDetection, ("$id", id.ToString())).FirstOrDefault());

    /// <summary>
    /// What a person should look at and can, the most telling first: what the model knows nothing of, then what it saw beside what moved, then what was nearest to
    /// its limit, each among the newest.
    /// </summary>
    /// <exception cref="StoreException">The database cannot be read.</exception>
    public ReviewPage Review(int limit, ReviewFilter filter) => filter == ReviewFilter.Everything ? ReviewAll(limit) : Look(database =>
    {
        List<Detection> unknown = Reviewable(database, Decisions.WordOf(Decision.Unknown), FilterWindow);
        Detection[] wanted = [.. unknown.Concat(Lesser(database, FilterWindow)).Where(filter.Takes)];
        return new ReviewPage(wanted.Length, labels, [.. wanted.Take(limit)]);
    });

    /// <summary>What is locked.</summary>
    /// <exception cref="StoreException">The database cannot be read.</exception>
    public LocksPage Locks() => Look(database => new LocksPage(database.Query(PageQueries.Locked, ReadLocked)));

    /// <summary>Everybody who ever came, and whom the model would know.</summary>
    /// <exception cref="StoreException">The database cannot be read.</exception>
    public SpeciesPage Species()
    {
        DateOnly today = DayOf(time.GetUtcNow());
        return Look(database =>
        {
            Dictionary<string, long> seen = database.Query(PageQueries.LabelsEverSeen, row => (row.GetString(0), row.GetInt64(1)), ("$limit", MaxSpecies)).ToDictionary();
            string[] all = [.. labels.Union(seen.Keys)];
            StoreTally tally = StoreTally.Read(database, all, Iso(today));
            DateTimeOffset oldest = database.Query(PageQueries.OldestVisit, row => TimeOf(row.GetString(0))).FirstOrDefault(DateTimeOffset.MaxValue);
            return new SpeciesPage([.. tally.Labels
                .Select(label => new SpeciesCard(
                    label.Label, FirstSeen(label), label.LastSeen, DaysOf(database, label.Label, today), PicturedVisitsOf(database, label.Label)))
                .Where(card => card.FirstSeen is not null || labels.Contains(card.Label))
                .OrderByDescending(card => card.LastSeen ?? DateTimeOffset.MinValue)]);

            // Of whom no visit counts, none ever came, unless it is so long ago that the visits of that time have been deleted.
            DateTimeOffset? FirstSeen(LabelTally label)
                => seen.TryGetValue(label.Label, out long at) && DateTimeOffset.FromUnixTimeMilliseconds(at) is DateTimeOffset first && (label.LastSeen is not null || first < oldest)
                    ? TimeZoneInfo.ConvertTime(first, place)
                    : null;
        });
    }

    /// <summary>How right the model was.</summary>
    /// <param name="model">That runs: what was said of another's answers says nothing of it.</param>
    /// <param name="limits">That hold now.</param>
    /// <exception cref="StoreException">The database cannot be read.</exception>
    public ModelPage Model(ModelIdentity model, IReadOnlyList<LabelLimit> limits) => Look(database =>
    {
        Detection[] reviewed = OfModel(model, database.Query(PageQueries.Reviewed, ReadDetection, ("$limit", MaxReviews)));
        Scorecard[] cards = [.. limits.Select(limit => Scorecard.Of(limit.Label, limit.Limit, reviewed)).OfType<Scorecard>()];
        return new ModelPage(model, reviewed.Length, limits, cards.Any(card => card.Suggestion is not null) ? WithLastWeek(database, model, cards) : cards);
    });

    private ReviewPage ReviewAll(int limit) => Look(database =>
    {
        List<Detection> unknown = Reviewable(database, Decisions.WordOf(Decision.Unknown), limit);
        IEnumerable<Detection> others = unknown.Count == limit ? [] : Lesser(database, ReviewWindow);
        return new ReviewPage(CountReviewable(database), labels, [.. unknown.Concat(others).Take(limit)]);
    });

    private Scorecard[] WithLastWeek(StoreDatabase database, ModelIdentity model, Scorecard[] cards)
    {
        int most = Math.Min(MaxOfWeek, MaxScoresOfWeek / labels.Count);
        List<Detection> week = database.Query(PageQueries.NewestDetections, ReadDetection, ("$from", IdAt(time.GetUtcNow().AddDays(-7))), ("$limit", most));
        Detection[] ours = OfModel(model, week);
        return [.. cards.Select(card => card with { Suggestion = card.Suggestion is LimitSuggestion one ? one with { LastWeek = LimitEffect.Of(card.Label, one.Limit, ours, week.Count < most) } : null })];
    }

    private static Detection[] OfModel(ModelIdentity model, List<Detection> detections) => [.. detections.Where(detection => detection.Model.Sha256 == model.Sha256)];

    private static DayCount[] DaysOf(StoreDatabase database, string label, DateOnly today)
    {
        DateOnly first = today.AddDays(1 - SpeciesDays);
        Dictionary<string, int> visits = database.Query(PageQueries.DaysOfLabel, row => (row.GetString(0), row.GetInt32(1)), ("$label", label), ("$from", Iso(first))).ToDictionary();
        return [.. Enumerable.Range(0, SpeciesDays).Select(first.AddDays).Select(day => new DayCount(day, visits.GetValueOrDefault(Iso(day))))];
    }

    private Visit[] PicturedVisitsOf(StoreDatabase database, string label)
        => [.. database.Query(PageQueries.VisitsOfLabel, ReadVisit, ("$label", label), ("$limit", MaxVisits))
            .OrderByDescending(visit => visit.FirstSeen)
            .Select(visit => WithPicture(database, visit)).Where(visit => visit.Picture is not null).Take(MaxPictures)];

    private static Visit WithPicture(StoreDatabase database, Visit visit) => visit with { Picture = PicturesOf(database, visit.Id, limit: 1).FirstOrDefault()?.Id };

    /// <summary>First what it saw beside what moved, then what was nearest to its limit.</summary>
    private static IEnumerable<Detection> Lesser(StoreDatabase database, int window) => LesserReasons.SelectMany(reason => Reviewable(database, reason, window))
        .OrderBy(detection => detection.Reasons.Contains(Decisions.OffMotion) ? 0 : 1).ThenBy(MarginOf);

    private static List<Detection> Reviewable(StoreDatabase database, string reason, int limit) => database.Query(
        PageQueries.Reviewable,
        ReadDetection, ("$reason", reason), ("$limit", limit));

    private static int CountReviewable(StoreDatabase database) => database.Query(
        PageQueries.ReviewableCount, row => row.GetInt32(0))[0];

    private static List<Detection> PicturesOf(StoreDatabase database, Guid sighting, int limit) => database.Query(
        PageQueries.PicturesOfVisit,
        ReadDetection, ("$sighting", sighting.ToString()), ("$limit", limit));

    /// <summary>How far the best label is from its limit.</summary>
    private static double MarginOf(Detection detection)
        => detection.Labels is [string best, ..] && detection.Scores.TryGetValue(best, out double score) && detection.Thresholds.TryGetValue(best, out double limit)
            ? Math.Abs(score - limit)
            : 1;

    private T Look<T>(Func<StoreDatabase, T> work)
    {
        Interlocked.Increment(ref _looks);
        return StoreDatabase.Look(_path, work);
    }

    private List<VisitMark> Marks(StoreDatabase database, DateOnly first, DateOnly last) => database.Query(
        PageQueries.Marks,
        ReadMark, ("$from", IdAt(MidnightOf(first))), ("$to", IdAt(MidnightOf(last.AddDays(1)))));

    private VisitMark ReadMark(DbDataReader row)
    {
        DateTimeOffset local = TimeZoneInfo.ConvertTime(TimeOf(row.GetString(0)), place);
        return new VisitMark(row.GetString(1), DateOnly.FromDateTime(local.DateTime), local.Hour, row.GetBoolean(2));
    }

    private Visit ReadVisit(DbDataReader row)
    {
        Sighting sighting = RecordJson.ReadSightingChange(row.GetString(0)).Sighting;
        return new Visit(
            sighting.Id, sighting.Label, TimeZoneInfo.ConvertTime(sighting.FirstSeen, place), TimeZoneInfo.ConvertTime(sighting.LastSeen, place), sighting.Ended, sighting.Verdict,
            sighting.Best.Confidence, sighting.Detections, sighting.Review, Picture: null);
    }

    private LockedPicture ReadLocked(DbDataReader row)
        => new(Guid.Parse(row.GetString(0)), TimeZoneInfo.ConvertTime(TimeOf(row.GetString(0)), place), RecordJson.ReadLabels(row.GetString(1)));

    private static Detection ReadDetection(DbDataReader row) => RecordJson.ReadDetection(row.GetString(0));

    private static int[] HoursOf(List<VisitMark> marks, string label)
    {
        int[] hours = new int[24];
        foreach (VisitMark mark in marks.Where(mark => mark.IsAgreed && mark.Label == label))
            hours[mark.Hour]++;

        return hours;
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, place).DateTime);

    /// <summary>Where summer time begins at midnight there is no such time, and the day begins with the first that there is.</summary>
    private DateTimeOffset MidnightOf(DateOnly day)
    {
        DateTime midnight = day.ToDateTime(TimeOnly.MinValue);
        while (place.IsInvalidTime(midnight))
            midnight = midnight.AddMinutes(15);
        return new DateTimeOffset(midnight, place.GetUtcOffset(midnight));
    }

    /// <summary>What every id of that time or later is not before: version 7 begins with the milliseconds since 1970.</summary>
    private static string IdAt(DateTimeOffset at)
    {
        string milliseconds = at.ToUnixTimeMilliseconds().ToString("x12", CultureInfo.InvariantCulture);
        return $"{milliseconds[..8]}-{milliseconds[8..]}";
    }

    private static DateTimeOffset TimeOf(string id) => DateTimeOffset.FromUnixTimeMilliseconds(
        (long.Parse(id.AsSpan(0, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) << 16) | long.Parse(id.AsSpan(9, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));

    /// <summary>What the hourly counts need of a visit.</summary>
    private readonly record struct VisitMark(string Label, DateOnly Day, int Hour, bool IsAgreed);
}
