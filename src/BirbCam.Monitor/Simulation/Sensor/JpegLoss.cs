namespace BirbCam.Monitor.Simulation.Sensor;

/// <summary>
/// What a picture loses on its way through a JPEG: colour at half the resolution, and the cosine transform of each block rounded to the
/// quality's tables. Huffman coding, which loses nothing, is left out. Keeps its memory; one thread at a time.
/// </summary>
/// <remarks>ITU-T T.81; the tables of annex K, scaled as libjpeg scales them.</remarks>
internal sealed class JpegLoss
{
    /// <summary>Lines that share their blocks of colour.</summary>
    private const int Band = 2 * CosineBlock.Side;

    private readonly float[] _luma;
    private readonly float[] _chroma;
    private readonly int _width;
    private readonly int _stride;
    private readonly float[] _y;
    private readonly float[] _cb;
    private readonly float[] _cr;

    /// <param name="quality">1–100.</param>
    public JpegLoss(int quality, int width)
    {
        _luma = JpegTables.Luma(quality);
        _chroma = JpegTables.Chroma(quality);
        _width = width;
        _stride = (width + Band - 1) / Band * Band;
        _y = new float[_stride * Band];
        _cb = new float[_stride / 2 * CosineBlock.Side];
        _cr = new float[_cb.Length];
    }

    /// <param name="bgr">height·width·3 bytes, changed in place.</param>
    public void Apply(Span<byte> bgr)
    {
        int rowLength = _width * 3;
        for (int from = 0; from < bgr.Length; from += Band * rowLength)
        {
            Span<byte> band = bgr[from..Math.Min(from + (Band * rowLength), bgr.Length)];
            Split(band);
            CosineBlock.LoseBand(_y, _stride, _luma);
            CosineBlock.LoseBand(_cb, _stride / 2, _chroma);
            CosineBlock.LoseBand(_cr, _stride / 2, _chroma);
            Join(band);
        }
    }

    /// <summary>To brightness and two colours, beyond the picture's edge as at it.</summary>
    private void Split(ReadOnlySpan<byte> band)
    {
        int rowLength = _width * 3, lines = band.Length / rowLength;
        _cb.AsSpan().Clear();
        _cr.AsSpan().Clear();
        for (int line = 0; line < Band; line++)
            ColourPlanes.Split(band.Slice(Math.Min(line, lines - 1) * rowLength, rowLength), _y.AsSpan(line * _stride, _stride), Colours(_cb, line), Colours(_cr, line));
    }

    private void Join(Span<byte> band)
    {
        int rowLength = _width * 3;
        for (int line = 0; line * rowLength < band.Length; line++)
            ColourPlanes.Join(_y.AsSpan(line * _stride, _stride), Colours(_cb, line), Colours(_cr, line), band.Slice(line * rowLength, rowLength));
    }

    /// <summary>Two lines share one line of colours.</summary>
    private Span<float> Colours(float[] plane, int line) => plane.AsSpan(line / 2 * _stride / 2, _stride / 2);
}
