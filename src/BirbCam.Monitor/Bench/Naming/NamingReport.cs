using System.Globalization;
using System.Text;
using System.Text.Json;
using BirbCam.Monitor.Sightings;

namespace BirbCam.Monitor.Bench.Naming;

/// <summary>What was said about all clips, as text and as one line of JSON.</summary>
internal sealed class NamingReport(IReadOnlyList<ClipNames> clips)
{
    public NamingTally Total { get; } = Sum(clips);

    public string InWords()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{clips.Count} clips, {Total.Looks} looks");
        text.AppendLine(CultureInfo.InvariantCulture, $"{"",-12} {"came",5} {"seen",5} {"right",6} {"unknown",8} {"wrong",6}");
        foreach (string kind in Total.Kinds)
        {
            int missed = Total.Of(kind, Fate.Missed), right = Total.Of(kind, Fate.Right), unknown = Total.Of(kind, Fate.Unknown), wrong = Total.Of(kind, Fate.Wrong);
            int seen = right + unknown + wrong;
            string ofRight = Total.IsStranger(kind) ? "-" : right.ToString(CultureInfo.InvariantCulture);
            text.AppendLine(CultureInfo.InvariantCulture, $"{kind,-12} {seen + missed,5} {seen,5} {ofRight,6} {unknown,8} {wrong,6}");
        }

        text.AppendLine(Line("own labels", strangers: false)).AppendLine(Line("strangers", strangers: true));
        string decisions = string.Join(", ", Total.DecisionsWhileNobody.Select(pair => $"{Decisions.WordOf(pair.Key)} {pair.Value}"));
        text.Append(CultureInfo.InvariantCulture, $"nobody there: {Total.LooksAtNobody} looks, {Total.NamedNobody} named somebody ({Percent(Total.NamedNobody, Total.LooksAtNobody)}): {decisions}");
        return text.ToString();
    }

    public string AsJson() => JsonSerializer.Serialize(new
    {
        looks = Total.Looks,
        kinds = Total.Kinds.ToDictionary(kind => kind, kind => Fates(fate => Total.Of(kind, fate))),
        own_labels = Fates(fate => Total.Of(strangers: false, fate)),
        strangers = Fates(fate => Total.Of(strangers: true, fate)),
        nobody = new { looks = Total.LooksAtNobody, named = Total.NamedNobody, decisions = Total.DecisionsWhileNobody.ToDictionary(pair => Decisions.WordOf(pair.Key), pair => pair.Value) },
        clips = clips.Select(clip => new
        {
            clip = clip.Clip,
            own_labels = Fates(fate => clip.Tally.Of(strangers: false, fate)),
            strangers = Fates(fate => clip.Tally.Of(strangers: true, fate)),
            nobody = new { looks = clip.Tally.LooksAtNobody, named = clip.Tally.NamedNobody },
        }),
    });

    private static NamingTally Sum(IEnumerable<ClipNames> clips)
    {
        var total = new NamingTally();
        foreach (ClipNames clip in clips)
            total.Add(clip.Tally);
        return total;
    }

    private static object Fates(Func<Fate, int> count) => new
    {
        missed = count(Fate.Missed),
        right = count(Fate.Right),
        unknown = count(Fate.Unknown),
        wrong = count(Fate.Wrong),
    };

    private string Line(string name, bool strangers)
    {
        int right = Total.Of(strangers, Fate.Right), unknown = Total.Of(strangers, Fate.Unknown), seen = right + unknown + Total.Of(strangers, Fate.Wrong);
        return strangers
            ? $"{name}: {Percent(unknown, seen)} of {seen} left unnamed"
            : $"{name}: {Percent(right, seen)} of {seen} named right, {Percent(right + unknown, seen)} right or honestly unknown";
    }

    private static string Percent(int part, int of) => of == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / of:0.0} %");
}
