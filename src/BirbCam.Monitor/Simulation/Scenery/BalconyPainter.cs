using SkiaSharp;

namespace BirbCam.Monitor.Simulation.Scenery;

/// <summary>Paints the balcony: a bare tree that reaches in, the railing with snow on it, and the planter with soil, stalks and snow patches.</summary>
internal sealed class BalconyPainter(BalconyLayout layout, Random random)
{
    private static readonly SKColor[] Rails = [new(72, 76, 82), new(124, 92, 66), new(196, 198, 200), new(86, 100, 92)];
    private static readonly SKColor[] Boxes = [new(146, 84, 58), new(96, 84, 74), new(92, 112, 96), new(168, 160, 148)];

    public void Paint(SKCanvas canvas)
    {
        PaintTree(canvas);
        PaintRailing(canvas);
        PaintPlanter(canvas);
    }

    private void PaintTree(SKCanvas canvas)
    {
        using SKPaint bark = new() { IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeCap = SKStrokeCap.Round, Color = new SKColor(74, 62, 54) };
        using SKPaint snow = new() { IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeCap = SKStrokeCap.Round, Color = new SKColor(240, 243, 247) };
        var crotch = new SKPoint(layout.TreeX, layout.BranchY + 26);
        Limb(canvas, bark, snow, new SKPoint(layout.TreeX - 5, 500), crotch, 17);
        Limb(canvas, bark, snow, crotch, new SKPoint(layout.TreeX - 12, layout.BranchY - 90), 12);
        Limb(canvas, bark, snow, crotch, layout.BranchTip, 7);
        Grow(canvas, bark, snow, new SKPoint(layout.TreeX - 12, layout.BranchY - 90), -1.4f, 62, 8, 4);
        Grow(canvas, bark, snow, crotch, -2.3f, 66, 7, 4);
        Grow(canvas, bark, snow, new SKPoint(layout.TreeX - 8, layout.BranchY - 40), -0.8f, 54, 6, 3);
        Grow(canvas, bark, snow, layout.BranchTip, layout.Mirrored ? 3.3f : -0.2f, 26, 4, 2);
    }

    /// <param name="angle">Radians; −π/2 is up.</param>
    private void Grow(SKCanvas canvas, SKPaint bark, SKPaint snow, SKPoint from, float angle, float length, float width, int forks)
    {
        var to = new SKPoint(from.X + (length * MathF.Cos(angle)), from.Y + (length * MathF.Sin(angle)));
        Limb(canvas, bark, snow, from, to, width);
        if (forks == 0)
            return;

        int children = 2 + random.Next(2);
        for (int i = 0; i < children; i++)
        {
            float turn = 1.5f * (random.NextSingle() - 0.5f), shrink = 0.6f + (0.25f * random.NextSingle());
            Grow(canvas, bark, snow, to, angle + turn, length * shrink, width * 0.62f, forks - 1);
        }
    }

    private static void Limb(SKCanvas canvas, SKPaint bark, SKPaint snow, SKPoint from, SKPoint to, float width)
    {
        bark.StrokeWidth = width;
        canvas.DrawLine(from, to, bark);
        if (Math.Abs(to.X - from.X) < Math.Abs(to.Y - from.Y) * 0.6f)
            return;

        snow.StrokeWidth = 0.45f * width;
        canvas.DrawLine(from.X, from.Y - (0.45f * width), to.X, to.Y - (0.45f * width), snow);
    }

    private void PaintRailing(SKCanvas canvas)
    {
        SKColor colour = Rails[random.Next(Rails.Length)];
        float top = layout.RailTop;
        using SKPaint paint = new() { Color = colour, IsAntialias = true };
        using SKPaint shadow = new() { Color = new SKColor(0, 0, 0, 70), IsAntialias = true };
        for (float x = 12 + (20 * random.NextSingle()); x < layout.Width; x += 42)
        {
            canvas.DrawRect(x, top + 6, 6.5f, BalconyLayout.Height - top, paint);
            canvas.DrawRect(x + 4.4f, top + 6, 2.1f, BalconyLayout.Height - top, shadow);
        }

        canvas.DrawRect(0, top, layout.Width, 11, paint);
        canvas.DrawRect(0, top + 8, layout.Width, 3, shadow);
        canvas.DrawRect(0, BalconyLayout.Height - 24, layout.Width, 8, paint);

        // Snow lies on the bar in stretches: what is bare has been swept by feet.
        using SKPaint snow = new() { Color = new SKColor(246, 248, 251), IsAntialias = true };
        for (float x = -20; x < layout.Width;)
        {
            float length = 26 + (70 * random.NextSingle());
            canvas.DrawRoundRect(x, top - 3.5f, length, 6, 3, 3, snow);
            x += length + (random.NextDouble() < 0.6 ? -4 : 30 * random.NextSingle());
        }
    }

    private void PaintPlanter(SKCanvas canvas)
    {
        float left = layout.PlanterLeft, right = layout.PlanterRight, soil = layout.SoilTop;
        SKColor colour = Boxes[random.Next(Boxes.Length)];
        using SKShader front = SKShader.CreateLinearGradient(
            new SKPoint(0, soil), new SKPoint(0, soil + 100), [colour, new SKColor((byte)(colour.Red / 2), (byte)(colour.Green / 2), (byte)(colour.Blue / 2))],
            SKShaderTileMode.Clamp);
        using SKPaint box = new() { Shader = front, IsAntialias = true };
        canvas.DrawRoundRect(left, soil - 16, right - left, 130, 6, 6, box);

        var bed = new SKRect(left + 7, soil - 12, right - 7, soil + 14);
        using SKPaint earth = new() { Color = new SKColor(62, 47, 38), IsAntialias = true };
        canvas.DrawRoundRect(bed, 8, 8, earth);
        int before = canvas.Save();
        canvas.ClipRect(bed);
        ScatterCrumbs(canvas, bed);
        LayPatches(canvas, bed);
        canvas.RestoreToCount(before);

        using SKPaint rim = new() { Color = new SKColor(255, 255, 255, 44), IsAntialias = true };
        canvas.DrawRect(left, soil + 14, right - left, 3.5f, rim);
        PlantStalks(canvas, bed);
    }

    private void ScatterCrumbs(SKCanvas canvas, SKRect bed)
    {
        using SKPaint paint = new() { IsAntialias = true };
        for (int i = 0; i < 900; i++)
        {
            byte shade = (byte)random.Next(28, 104);
            paint.Color = new SKColor(shade, (byte)(shade * 0.78f), (byte)(shade * 0.64f));
            float x = bed.Left + (bed.Width * random.NextSingle()), y = bed.Top + (bed.Height * random.NextSingle());
            canvas.DrawOval(x, y, 0.8f + (2.4f * random.NextSingle()), 0.6f + (1.2f * random.NextSingle()), paint);
        }
    }

    private void LayPatches(SKCanvas canvas, SKRect bed)
    {
        using SKPaint shadow = new() { Color = new SKColor(168, 182, 204), IsAntialias = true };
        using SKPaint snow = new() { Color = new SKColor(243, 246, 250), IsAntialias = true };
        int patches = 3 + random.Next(6);
        for (int i = 0; i < patches; i++)
        {
            float x = bed.Left + (bed.Width * random.NextSingle()), y = bed.Top + (bed.Height * random.NextSingle());
            float width = 10 + (26 * random.NextSingle()), height = 3 + (6 * random.NextSingle());
            for (int blob = 0; blob < 4; blob++)
            {
                float dx = width * (random.NextSingle() - 0.5f), dy = height * (random.NextSingle() - 0.5f);
                canvas.DrawOval(x + dx, y + dy + 1.4f, width * 0.6f, height * 0.8f, shadow);
                canvas.DrawOval(x + dx, y + dy, width * 0.6f, height * 0.8f, snow);
            }
        }
    }

    private void PlantStalks(SKCanvas canvas, SKRect bed)
    {
        using SKPaint stalk = new() { Style = SKPaintStyle.Stroke, StrokeWidth = 1.5f, IsAntialias = true, StrokeCap = SKStrokeCap.Round };
        using SKPaint head = new() { IsAntialias = true };
        for (int i = 0; i < 14; i++)
        {
            float x = bed.Left + 8 + ((bed.Width - 16) * random.NextSingle()), y = bed.Top + 4;
            float lean = 22 * (random.NextSingle() - 0.5f), height = 12 + (30 * random.NextSingle());
            byte shade = (byte)random.Next(104, 170);
            stalk.Color = new SKColor(shade, (byte)(shade * 0.84f), (byte)(shade * 0.58f));
            head.Color = new SKColor((byte)(shade * 0.62f), (byte)(shade * 0.5f), (byte)(shade * 0.36f));
            canvas.DrawLine(x, y, x + lean, y - height, stalk);
            canvas.DrawOval(x + lean, y - height, 2.4f, 3.2f, head);
        }
    }
}
