using System.Buffers.Binary;
using BirbCam.Vision.Imaging.Jpeg;

namespace BirbCam.Monitor.Capture.Streams;

/// <summary>
/// Cuts a stream of bytes into whole JPEGs: write into <see cref="Space"/>, say how much with <see cref="Wrote"/>, take what <see cref="TryTake"/> finds.
/// It follows the pictures' own markers, so that thumbnails inside them do not end them, and whatever lies between them (garbage, the headers of a
/// multipart stream) is skipped. What does not fit the grammar, or is longer than the bound, is dropped up to the place where that was noticed: the work is
/// linear in the bytes, whoever sends them. Allocates only while its buffer grows.
/// </summary>
/// <param name="maxBytes">Longer pictures are dropped.</param>
internal sealed class JpegSplitter(int maxBytes)
{
    /// <summary>What a pipe holds on Linux: no read brings more.</summary>
    private const int FirstBytes = 64 << 10;

    private byte[] _buffer = new byte[Math.Min(FirstBytes, maxBytes)];
    private Where _where = Where.Between;
    private int _start;
    private int _at;
    private int _end;

    /// <summary>Where the cursor is: between pictures, at a marker of one, or in its entropy-coded data.</summary>
    private enum Where
    {
        Between,
        AtMarker,
        InScan,
    }

    /// <summary>Room for the next bytes, at least one. Invalidates what was taken before.</summary>
    public Memory<byte> Space()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _at, _end) = (0, _at - _start, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length < maxBytes)
                Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, maxBytes));
            else
                Clear();
        }

        return _buffer.AsMemory(_end);
    }

    public void Wrote(int bytes) => _end += bytes;

    /// <summary>Forgets what was written, for another stream.</summary>
    public void Clear() => (_where, _start, _at, _end) = (Where.Between, 0, 0, 0);

    /// <summary>The next whole picture, valid until <see cref="Space"/> is called; false where more bytes are needed.</summary>
    public bool TryTake(out ReadOnlyMemory<byte> jpeg)
    {
        jpeg = default;
        while (true)
        {
            switch (_where)
            {
                case Where.Between when !TryFindPicture():
                case Where.InScan when !TryLeaveScan():
                    return false;
                case Where.AtMarker:
                    switch (PassMarker())
                    {
                        case Passed.Nothing:
                            return false;
                        case Passed.Picture:
                            jpeg = _buffer.AsMemory(_start.._at);
                            _start = _at;
                            return true;
                    }

                    break;
            }
        }
    }

    private bool TryFindPicture()
    {
        int found = _buffer.AsSpan(_at.._end).IndexOf(JpegMarker.PictureStart);
        if (found < 0)
        {
            // The last two bytes may be the beginning of a picture's start.
            _start = _at = Math.Max(_at, _end - 2);
            return false;
        }

        _start = _at + found;
        _at = _start + 2;
        _where = Where.AtMarker;
        return true;
    }

    private bool TryLeaveScan()
    {
        while (true)
        {
            int found = _buffer.AsSpan(_at.._end).IndexOf((byte)0xFF);
            _at = found < 0 ? _end : _at + found;
            if (_at + 1 >= _end)
                return false;

            // In entropy-coded data FF 00 is a byte FF, and restart markers are part of it.
            byte next = _buffer[_at + 1];
            if (next == 0 || JpegMarker.IsRestart(next))
            {
                _at += 2;
                continue;
            }

            _where = Where.AtMarker;
            return true;
        }
    }

    private Passed PassMarker()
    {
        ReadOnlySpan<byte> bytes = _buffer.AsSpan(_at.._end);
        if (bytes.Length < 2)
            return Passed.Nothing;

        byte marker = bytes[1];
        if (bytes[0] != 0xFF || marker is 0 or JpegMarker.StartOfImage)
            return LeavePicture(Passed.Damage);

        // A marker may be preceded by any number of FF.
        if (marker == 0xFF)
            return Advance(1);
        if (JpegMarker.StandsAlone(marker))
            return Advance(2);
        if (marker == JpegMarker.EndOfImage)
        {
            Advance(2);
            return LeavePicture(Passed.Picture);
        }

        int length = bytes.Length < 4 ? int.MaxValue - 2 : BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        if (length < 2)
            return LeavePicture(Passed.Damage);
        if (bytes.Length < 2 + length)
            return Passed.Nothing;

        if (marker == JpegMarker.StartOfScan)
            _where = Where.InScan;
        return Advance(2 + length);
    }

    private Passed Advance(int bytes)
    {
        _at += bytes;
        return Passed.Segment;
    }

    private Passed LeavePicture(Passed how)
    {
        _where = Where.Between;
        return how;
    }

    private enum Passed
    {
        /// <summary>More bytes are needed.</summary>
        Nothing,
        Segment,
        Picture,
        Damage,
    }
}
