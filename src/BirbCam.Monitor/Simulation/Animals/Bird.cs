using SkiaSharp;

namespace BirbCam.Monitor.Simulation.Animals;

/// <summary>What is alike in all birds: they stand on two legs, bend down to peck, and have a near and a far wing in the air.</summary>
/// <param name="Body">Draws tail, body and head of a resting bird.</param>
/// <param name="FoldedWing">Draws the wing that lies on the body.</param>
/// <param name="RaisedWing">Draws the near wing at the top of its beat.</param>
/// <param name="LoweredWing">Draws the near wing at the bottom of its beat.</param>
/// <param name="LegColour">ARGB.</param>
/// <param name="Legs">SVG path data.</param>
internal sealed record Bird(
    Action<SKCanvas> Body, Action<SKCanvas> FoldedWing, Action<SKCanvas> RaisedWing, Action<SKCanvas> LoweredWing, uint LegColour, string Legs)
{
    /// <summary>What a bird turns around when it bends: its hips, above the feet.</summary>
    private static readonly SKPoint Hips = new(2, -18);

    public void Draw(SKCanvas canvas, Posture posture)
    {
        bool flies = posture is Posture.Upstroke or Posture.Downstroke;
        if (!flies)
            Brush.Stroke(canvas, LegColour, 2.4f, Legs);

        int beforeBody = canvas.Save();
        canvas.RotateDegrees(Bend(posture), Hips.X, Hips.Y);
        if (flies)
        {
            DrawFarWing(canvas, posture);
            Body(canvas);
            (posture == Posture.Upstroke ? RaisedWing : LoweredWing)(canvas);
        }
        else
        {
            Body(canvas);
            FoldedWing(canvas);
        }

        canvas.RestoreToCount(beforeBody);
    }

    private void DrawFarWing(SKCanvas canvas, Posture posture)
    {
        int beforeWing = canvas.Save();
        canvas.Translate(13, 3);
        canvas.RotateDegrees(posture == Posture.Upstroke ? 16 : -14, 0, -42);
        (posture == Posture.Upstroke ? RaisedWing : LoweredWing)(canvas);
        canvas.RestoreToCount(beforeWing);
    }

    private static float Bend(Posture posture) => posture switch
    {
        Posture.Feeding => 44,
        Posture.Hopping => -8,
        Posture.Upstroke or Posture.Downstroke => 16,
        _ => 0,
    };
}
