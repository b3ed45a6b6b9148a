using System.Numerics;
using System.Runtime.InteropServices;

namespace BirbCam.Monitor.Capture.Timing;

/// <summary>Notices a camera that delivers the same picture again and again, byte for byte: no sensor is free of noise.</summary>
internal sealed class FrozenPicture
{
    private ulong _hash;
    private TimeSpan _since;
    private bool _seenOne;

    /// <summary>Whether the last two pictures differed.</summary>
    public bool IsFresh { get; private set; }

    /// <summary>For how long the picture has been the same.</summary>
    /// <param name="at">Monotonic time of the picture.</param>
    public TimeSpan Observe(ReadOnlySpan<byte> data, TimeSpan at)
    {
        ulong hash = Hash(data);
        IsFresh = _seenOne && hash != _hash;
        if (!_seenOne || IsFresh)
            (_hash, _since, _seenOne) = (hash, at, true);
        return at - _since;
    }

    /// <summary>Eight bytes a step: FNV-1a's prime on words, turned so that high bits reach low ones. Not for anything but equality.</summary>
    private static ulong Hash(ReadOnlySpan<byte> data)
    {
        const ulong prime = 0x100000001b3;
        ulong hash = 0xcbf29ce484222325 ^ (ulong)data.Length;
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(data))
            hash = BitOperations.RotateLeft((hash ^ word) * prime, 23);
        foreach (byte last in data[(data.Length & ~7)..])
            hash = (hash ^ last) * prime;
        return hash;
    }
}
