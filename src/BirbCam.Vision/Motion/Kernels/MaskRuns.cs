namespace BirbCam.Vision.Motion.Kernels;

/// <summary>Walks a mask in runs of equal bytes: most of it is empty, and what is done to long runs is done at the speed of vectors.</summary>
internal ref struct MaskRuns(ReadOnlySpan<byte> mask)
{
    private readonly ReadOnlySpan<byte> _mask = mask;
    private int _from;
    private int _to;

    public readonly int From => _from;

    public readonly int Length => _to - _from;

    /// <summary>The byte that the run is made of.</summary>
    public readonly byte Value => _mask[_from];

    public bool MoveNext()
    {
        _from = _to;
        if (_from == _mask.Length)
            return false;

        int length = _mask[_from..].IndexOfAnyExcept(_mask[_from]);
        _to = length < 0 ? _mask.Length : _from + length;
        return true;
    }
}
