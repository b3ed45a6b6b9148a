namespace BirbCam.Monitor.Diagnosis;

/// <summary>What one check found.</summary>
/// <param name="Subject">What was looked at, in a word or two.</param>
/// <param name="Says">One line.</param>
/// <param name="Remedy">The command or the change that mends it; null where nothing is wrong.</param>
internal sealed record Finding(string Subject, Health Health, string Says, string? Remedy)
{
    public static Finding Good(string subject, string says) => new(subject, Health.Good, says, null);

    /// <summary>It works, and could be better.</summary>
    public static Finding Doubtful(string subject, string says, string remedy) => new(subject, Health.Doubtful, says, remedy);

    public static Finding Bad(string subject, string says, string remedy) => new(subject, Health.Bad, says, remedy);
}

internal enum Health
{
    Good,
    Doubtful,
    Bad,
}
