using SkiaSharp;

namespace BirbCam.Monitor.Simulation.Scenery;

/// <summary>Paints the far side of the street: winter sky, a brick house with a chimney and snow on its roof, a hedge, snowy ground.</summary>
internal sealed class StreetPainter(BalconyLayout layout, Random random)
{
    /// <summary>Where the wall of the house meets the ground, in scene units.</summary>
    public const float WallFoot = 402;

    private const float BrickLength = 15;
    private const float BrickHeight = 6.4f;

    private static readonly SKColor[] Bricks = [new(150, 82, 64), new(166, 98, 74), new(140, 96, 82), new(176, 136, 106), new(126, 74, 66)];
    private static readonly SKColor[] Skies = [new(142, 164, 190), new(160, 172, 186), new(126, 160, 204), new(186, 178, 176)];

    public void Paint(SKCanvas canvas)
    {
        PaintSky(canvas);
        PaintTreeLine(canvas);
        PaintGround(canvas);
        PaintHouse(canvas);
        PaintHedge(canvas);
    }

    private void PaintSky(SKCanvas canvas)
    {
        SKColor zenith = Skies[random.Next(Skies.Length)];
        using SKShader sky = SKShader.CreateLinearGradient(
            new SKPoint(0, 0), new SKPoint(0, 300), [zenith, new SKColor(216, 220, 226)], SKShaderTileMode.Clamp);
        using SKPaint paint = new() { Shader = sky };
        canvas.DrawRect(0, 0, layout.Width, BalconyLayout.Height, paint);

        using SKMaskFilter soft = SKMaskFilter.CreateBlur(SKBlurStyle.Normal, 16);
        using SKPaint cloud = new() { Color = new SKColor(244, 245, 247, 110), MaskFilter = soft };
        for (int i = 0; i < 7; i++)
        {
            float x = random.NextSingle() * layout.Width, y = 20 + (110 * random.NextSingle());
            canvas.DrawOval(x, y, 50 + (80 * random.NextSingle()), 8 + (14 * random.NextSingle()), cloud);
        }
    }

    private void PaintTreeLine(SKCanvas canvas)
    {
        using SKPaint paint = new() { IsAntialias = true };
        for (float x = -10; x < layout.Width + 10; x += 7)
        {
            float height = 26 + (34 * random.NextSingle());
            byte shade = (byte)(120 + random.Next(34));
            paint.Color = new SKColor((byte)(shade - 12), shade, (byte)(shade + 6));
            canvas.DrawOval(x, layout.Eaves + 60, 9, height, paint);
        }
    }

    private void PaintGround(SKCanvas canvas)
    {
        float top = layout.Eaves + 62;
        using SKShader snow = SKShader.CreateLinearGradient(
            new SKPoint(0, top), new SKPoint(0, BalconyLayout.Height), [new SKColor(206, 212, 220), new SKColor(232, 235, 240)], SKShaderTileMode.Clamp);
        using SKPaint paint = new() { Shader = snow };
        canvas.DrawRect(0, top, layout.Width, BalconyLayout.Height - top, paint);

        using SKPaint tracks = new() { Color = new SKColor(150, 150, 152, 150), Style = SKPaintStyle.Stroke, StrokeWidth = 5, IsAntialias = true };
        for (int i = 0; i < 3; i++)
            canvas.DrawLine(-20, 430 + (18 * i), layout.Width + 20, 418 + (20 * i) + (14 * random.NextSingle()), tracks);
    }

    private void PaintHouse(SKCanvas canvas)
    {
        PaintBricks(canvas, new SKRect(layout.HouseLeft, layout.Eaves, layout.HouseRight, WallFoot), Bricks[random.Next(Bricks.Length)]);
        for (float x = layout.HouseLeft + 34; x < layout.HouseRight - 60; x += 92)
        {
            PaintWindow(canvas, new SKRect(x, layout.Eaves + 22, x + 44, layout.Eaves + 82));
            PaintWindow(canvas, new SKRect(x, layout.Eaves + 116, x + 44, layout.Eaves + 176));
        }

        PaintRoof(canvas);
        PaintChimney(canvas);
        PaintFlue(canvas);
    }

    private void PaintBricks(SKCanvas canvas, SKRect wall, SKColor brick)
    {
        int before = canvas.Save();
        canvas.ClipRect(wall);
        using SKPaint paint = new() { Color = new SKColor(176, 168, 158) };
        canvas.DrawRect(wall, paint);
        int course = 0;
        for (float y = wall.Top; y < wall.Bottom; y += BrickHeight, course++)
        {
            for (float x = wall.Left - (course % 2 * BrickLength / 2); x < wall.Right; x += BrickLength)
            {
                paint.Color = Shade(brick, 0.84f + (0.3f * random.NextSingle()));
                canvas.DrawRect(x, y, BrickLength - 1.3f, BrickHeight - 1.2f, paint);
            }
        }

        canvas.RestoreToCount(before);
    }

    private void PaintWindow(SKCanvas canvas, SKRect frame)
    {
        using SKPaint paint = new() { Color = new SKColor(226, 226, 222), IsAntialias = true };
        canvas.DrawRect(SKRect.Inflate(frame, 3, 3), paint);
        paint.Color = random.NextDouble() < 0.25 ? new SKColor(214, 178, 112) : new SKColor(66, 76, 90);
        canvas.DrawRect(frame, paint);
        paint.Color = new SKColor(220, 224, 228, 90);
        canvas.DrawRect(frame.Left, frame.Top, 13, frame.Height, paint);
        canvas.DrawRect(frame.Right - 11, frame.Top, 11, frame.Height, paint);
        paint.Color = new SKColor(226, 226, 222);
        canvas.DrawRect(frame.MidX - 1.5f, frame.Top, 3, frame.Height, paint);
        canvas.DrawRect(frame.Left, frame.Top + 18, frame.Width, 2.6f, paint);
        paint.Color = new SKColor(244, 246, 250);
        canvas.DrawRoundRect(frame.Left - 5, frame.Bottom + 1, frame.Width + 10, 5, 2.5f, 2.5f, paint);
    }

    private void PaintRoof(SKCanvas canvas)
    {
        float left = layout.HouseLeft - 16, right = layout.HouseRight + 16;
        using SKPaint paint = new() { Color = new SKColor(92, 84, 84), IsAntialias = true };
        FillPolygon(canvas, paint, [new(left, layout.Eaves + 5), new(left + 46, layout.Ridge), new(right - 46, layout.Ridge), new(right, layout.Eaves + 5)]);

        paint.Color = new SKColor(70, 62, 62);
        for (float y = layout.Ridge + 9; y < layout.Eaves; y += 9)
            canvas.DrawRect(left + 46 - ((y - layout.Ridge) * 0.5f), y, right - left - 80 + (y - layout.Ridge), 1.3f, paint);

        using SKMaskFilter soft = SKMaskFilter.CreateBlur(SKBlurStyle.Normal, 2.2f);
        using SKPaint snow = new() { Color = new SKColor(238, 241, 246), IsAntialias = true, MaskFilter = soft };
        canvas.DrawRoundRect(left + 42, layout.Ridge - 3, right - left - 84, 10, 4, 4, snow);
        for (int i = 0; i < 15; i++)
        {
            float x = left + 50 + ((right - left - 100) * random.NextSingle());
            float y = layout.Ridge + 8 + ((layout.Eaves - layout.Ridge - 16) * random.NextSingle());
            for (int piece = 0; piece < 9; piece++)
            {
                float dx = 58 * (random.NextSingle() - 0.5f), dy = 17 * (random.NextSingle() - 0.5f);
                canvas.DrawOval(x + dx, y + dy, 5 + (13 * random.NextSingle()), 2 + (5 * random.NextSingle()), snow);
            }
        }

        canvas.DrawRoundRect(left, layout.Eaves - 2, right - left, 7, 3, 3, snow);
    }

    private void PaintChimney(SKCanvas canvas)
    {
        var stack = new SKRect(layout.ChimneyX - 13, layout.ChimneyTop, layout.ChimneyX + 13, layout.Ridge + 26);
        PaintBricks(canvas, stack, new SKColor(128, 78, 66));
        using SKPaint paint = new() { Color = new SKColor(108, 104, 102), IsAntialias = true };
        canvas.DrawRect(stack.Left - 3, stack.Top - 4, stack.Width + 6, 6, paint);
        paint.Color = new SKColor(58, 54, 54);
        canvas.DrawRect(stack.MidX - 5, stack.Top - 11, 10, 8, paint);
        paint.Color = new SKColor(0, 0, 0, 46);
        canvas.DrawRect(layout.Mirrored ? stack.Left : stack.MidX + 3, stack.Top, 10, stack.Height, paint);
    }

    private void PaintFlue(SKCanvas canvas)
    {
        using SKPaint paint = new() { Color = new SKColor(186, 188, 190), IsAntialias = true };
        canvas.DrawRoundRect(layout.Flue.X - 8, layout.Flue.Y - 7, 16, 14, 3, 3, paint);
        paint.Color = new SKColor(60, 60, 62);
        canvas.DrawCircle(layout.Flue, 4.5f, paint);
    }

    private void PaintHedge(SKCanvas canvas)
    {
        using SKPaint paint = new() { IsAntialias = true };
        for (int i = 0; i < 620; i++)
        {
            float x = random.NextSingle() * layout.Width, y = 386 + (34 * random.NextSingle());
            byte shade = (byte)random.Next(46, 92);
            paint.Color = random.NextDouble() < 0.22 ? new SKColor(226, 231, 236) : new SKColor(shade, (byte)(shade + 10), (byte)(shade - 8));
            canvas.DrawOval(x, y, 3 + (5 * random.NextSingle()), 2 + (3 * random.NextSingle()), paint);
        }
    }

    private static void FillPolygon(SKCanvas canvas, SKPaint paint, ReadOnlySpan<SKPoint> corners)
    {
        using var builder = new SKPathBuilder();
        builder.MoveTo(corners[0]);
        foreach (SKPoint corner in corners[1..])
            builder.LineTo(corner);
        builder.Close();
        using SKPath path = builder.Detach();
        canvas.DrawPath(path, paint);
    }

    private static SKColor Shade(SKColor colour, float by)
        => new((byte)Math.Min(255, colour.Red * by), (byte)Math.Min(255, colour.Green * by), (byte)Math.Min(255, colour.Blue * by));
}
