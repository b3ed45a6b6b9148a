using BirbCam.Monitor.Sightings;

namespace BirbCam.Monitor.Bench.Naming;

/// <summary>Counts of visits and looks.</summary>
internal sealed class NamingTally
{
    private readonly SortedDictionary<string, int[]> _fates = new(StringComparer.Ordinal);
    private readonly SortedDictionary<Decision, int> _whileNobody = [];
    private readonly HashSet<string> _strangers = [];
    private int _looks;

    /// <summary>The kinds that came, in order of their names.</summary>
    public IEnumerable<string> Kinds => _fates.Keys;

    /// <summary>Looks while no animal was there.</summary>
    public int LooksAtNobody => _whileNobody.Values.Sum();

    /// <summary>Of these, how many named somebody.</summary>
    public int NamedNobody => _whileNobody.GetValueOrDefault(Decision.Accepted);

    public int Looks => _looks;

    public IReadOnlyDictionary<Decision, int> DecisionsWhileNobody => _whileNobody;

    public bool IsStranger(string kind) => _strangers.Contains(kind);

    /// <summary>Visits of one kind that came to an end of that sort.</summary>
    public int Of(string kind, Fate fate) => _fates[kind][(int)fate];

    /// <summary>Visits of all the model's own kinds, or of all strangers.</summary>
    public int Of(bool strangers, Fate fate) => Kinds.Where(kind => IsStranger(kind) == strangers).Sum(kind => Of(kind, fate));

    /// <param name="isKnown">Whether the model has a label for this kind.</param>
    public void Add(string kind, bool isKnown, Fate fate)
    {
        if (!isKnown)
            _strangers.Add(kind);
        Fates(kind)[(int)fate]++;
    }

    public void Add(Decision decision, bool isNobody)
    {
        _looks++;
        if (isNobody)
            _whileNobody[decision] = _whileNobody.GetValueOrDefault(decision) + 1;
    }

    public void Add(NamingTally other)
    {
        _looks += other._looks;
        _strangers.UnionWith(other._strangers);
        foreach ((string kind, int[] fates) in other._fates)
        {
            int[] sum = Fates(kind);
            for (int i = 0; i < fates.Length; i++)
                sum[i] += fates[i];
        }

        foreach ((Decision decision, int count) in other._whileNobody)
            _whileNobody[decision] = _whileNobody.GetValueOrDefault(decision) + count;
    }

    private int[] Fates(string kind)
    {
        if (!_fates.TryGetValue(kind, out int[]? fates))
            _fates[kind] = fates = new int[Enum.GetValues<Fate>().Length];
        return fates;
    }
}

/// <summary>What was said about one clip.</summary>
internal sealed record ClipNames(string Clip, NamingTally Tally);
