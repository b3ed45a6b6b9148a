using SkiaSharp;

namespace BirbCam.Monitor.Simulation.Animals;

/// <summary>
/// An animal's pictures, one for each posture, recorded once: facing right, 100 units long, standing at (0, 0) with the body above
/// (negative y). Played back at any size and place without allocation.
/// </summary>
internal sealed class Figure
{
    private static readonly SKSamplingOptions Smooth = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    private readonly SKPicture[] _pictures = new SKPicture[Enum.GetValues<Posture>().Length];
    private readonly SKRect[] _bounds = new SKRect[Enum.GetValues<Posture>().Length];

    /// <param name="draw">Draws one posture facing right, feet at (0, 0).</param>
    public Figure(Action<SKCanvas, Posture> draw)
    {
        foreach (Posture posture in Enum.GetValues<Posture>())
        {
            using var recorder = new SKPictureRecorder();
            draw(recorder.BeginRecording(new SKRect(-200, -200, 200, 200)), posture);
            _pictures[(int)posture] = recorder.EndRecording();
            _bounds[(int)posture] = OpaqueBounds(_pictures[(int)posture]);
        }
    }

    /// <summary>
    /// An animal of a photo: one picture for all postures, bent for feeding, and narrower and wider in the air. Its longer side becomes 100 units.
    /// </summary>
    /// <param name="picture">With an alpha channel, cut to the animal.</param>
    public static Figure OfPicture(SKImage picture)
    {
        float scale = 100f / Math.Max(picture.Width, picture.Height);
        (float width, float height) = (picture.Width * scale, picture.Height * scale);
        var place = new SKRect(-width / 2, -height, width / 2, 0);
        return new Figure((canvas, posture) =>
        {
            canvas.RotateDegrees(posture switch { Posture.Feeding => 18, Posture.Hopping => -6, _ => 0 }, 0, -height / 3);
            if (posture is Posture.Upstroke or Posture.Downstroke)
                canvas.Scale(1, posture == Posture.Upstroke ? 1.08f : 0.9f);
            canvas.DrawImage(picture, place, Smooth);
        });
    }

    /// <summary>What the posture covers, in the figure's units.</summary>
    public SKRect Bounds(Posture posture) => _bounds[(int)posture];

    public void Draw(SKCanvas canvas, Posture posture) => canvas.DrawPicture(_pictures[(int)posture]);

    /// <summary>The picture's own cull rectangle is a guess: what is really covered is looked up in a drawing of it.</summary>
    private static SKRect OpaqueBounds(SKPicture picture)
    {
        const int Half = 200;
        const byte Seen = 96;
        using var bitmap = new SKBitmap(new SKImageInfo(2 * Half, 2 * Half, SKColorType.Alpha8, SKAlphaType.Premul));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.Transparent);
            canvas.Translate(Half, Half);
            canvas.DrawPicture(picture);
        }

        ReadOnlySpan<byte> alpha = bitmap.GetPixelSpan();
        int left = 2 * Half, top = 2 * Half, right = 0, bottom = 0;
        for (int y = 0; y < 2 * Half; y++)
        {
            ReadOnlySpan<byte> row = alpha.Slice(y * bitmap.RowBytes, 2 * Half);
            int first = row.IndexOfAnyInRange(Seen, byte.MaxValue);
            if (first < 0)
                continue;

            left = Math.Min(left, first);
            right = Math.Max(right, row.LastIndexOfAnyInRange(Seen, byte.MaxValue) + 1);
            top = Math.Min(top, y);
            bottom = y + 1;
        }

        return new SKRect(left - Half, top - Half, right - Half, bottom - Half);
    }
}
