namespace BirbCam.Onnx.Probing;

/// <summary>What a probe run may take: a small file can ask for any amount of memory and time.</summary>
/// <param name="Time">Of one run, from opening the model to the last value read.</param>
/// <param name="Bytes">Of all the tensors of the model together; its weights come on top.</param>
/// <param name="Clock">Tells when the time is over.</param>
internal sealed record ProbeBounds(TimeSpan Time, long Bytes, TimeProvider Clock)
{
    /// <summary>
    /// VGG-16, the heaviest network that anyone would run here: the tensors of its convolutions at 320×240 are 167 MiB (measured), and one run of them
    /// took a second on one x64 core. A gibibyte is six times that, and two minutes are a hundred times. Where the machine itself has less than two
    /// gibibytes, half of what it has: the other half holds the file and everything else that runs.
    /// </summary>
    public static ProbeBounds Default { get; } = new(
        TimeSpan.FromMinutes(2), Math.Min(1L << 30, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2), TimeProvider.System);
}
