using BirbCam.Monitor.Sightings.Reviews;
using BirbCam.Monitor.Sightings.Votes;

namespace BirbCam.Monitor.Sightings.Reading;

/// <summary>Who came since midnight.</summary>
/// <param name="Labels">Of the model, in their order; then others that visits of this day have by a person's word.</param>
/// <param name="Visits">The newest first; not more than a person looks through.</param>
/// <param name="ToReview">What waits for a person, and has a picture.</param>
internal sealed record TodayPage(DateOnly Day, IReadOnlyList<LabelToday> Labels, IReadOnlyList<Visit> Visits, int ToReview);

/// <param name="Present">Whether one is there now.</param>
/// <param name="Today">Visits that touch this day.</param>
/// <param name="LastSeen">UTC; null where none ever came.</param>
/// <param name="Hours">Visits that began in each hour of the local day.</param>
internal sealed record LabelToday(string Label, bool Present, int Today, DateTimeOffset? LastSeen, IReadOnlyList<int> Hours);

/// <summary>A visit as a person is told of it; times on the wall clock of the place.</summary>
/// <param name="Confidence">Of its best detection, 0–1.</param>
/// <param name="Picture">The detection whose picture shows it; null where none is kept.</param>
internal sealed record Visit(
    Guid Id, string Label, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, bool Ended, Verdict Verdict, double Confidence, int Detections, ReviewVerdict? Review, Guid? Picture);

/// <summary>Who came on a day, and when on the days before.</summary>
/// <param name="Days">The oldest first.</param>
/// <param name="Hours">Over all these days.</param>
/// <param name="Events">Of the last day, the newest first: doubtful visits too.</param>
internal sealed record TimelinePage(DateOnly Day, IReadOnlyList<DayCount> Days, IReadOnlyList<LabelHours> Hours, IReadOnlyList<Visit> Events);

internal sealed record DayCount(DateOnly Day, int Visits);

/// <param name="Hours">Visits that began in each hour of the local day.</param>
internal sealed record LabelHours(string Label, IReadOnlyList<int> Hours);

/// <summary>Everybody who ever came, and whom the model would know.</summary>
/// <param name="Species">Who was seen last comes first.</param>
internal sealed record SpeciesPage(IReadOnlyList<SpeciesCard> Species);

/// <param name="FirstSeen">On the wall clock of the place; null where none ever came.</param>
/// <param name="LastSeen">UTC; null where none is known any more.</param>
/// <param name="Days">The oldest first: visits of each.</param>
/// <param name="Visits">The newest of which a picture is kept.</param>
internal sealed record SpeciesCard(string Label, DateTimeOffset? FirstSeen, DateTimeOffset? LastSeen, IReadOnlyList<DayCount> Days, IReadOnlyList<Visit> Visits);

/// <summary>How right the model that runs was, as far as a person has said.</summary>
/// <param name="Reviews">Of this model's detections, the newest.</param>
/// <param name="Limits">Of all labels, in the order of the model.</param>
/// <param name="Labels">Those of the model that any of them has a score for, in their order.</param>
internal sealed record ModelPage(ModelIdentity Model, int Reviews, IReadOnlyList<LabelLimit> Limits, IReadOnlyList<Scorecard> Labels);

/// <summary>What a person should look at.</summary>
/// <param name="Pending">Altogether.</param>
/// <param name="Labels">Of the model, in their order.</param>
/// <param name="Cards">The first ones.</param>
internal sealed record ReviewPage(int Pending, IReadOnlyList<string> Labels, IReadOnlyList<Detection> Cards);

/// <summary>The pictures that a person has locked, the newest first: not more than <see cref="PictureLocks.MostLocks"/>.</summary>
internal sealed record LocksPage(IReadOnlyList<LockedPicture> Locked);

/// <param name="Id">Of the detection.</param>
/// <param name="Labels">Who is on it: a person's word, where there is one.</param>
internal sealed record LockedPicture(Guid Id, DateTimeOffset LocalTime, IReadOnlyList<string> Labels);
