using SkiaSharp;

namespace BirbCam.Monitor.Simulation.Animals;

/// <summary>House sparrow, male: grey crown between chestnut bands, black bib and lores, pale cheek, streaked brown back, stout bill.</summary>
internal static class Sparrow
{
    public static Figure Draw()
    {
        var bird = new Bird(Body, FoldedWing, RaisedWing, LoweredWing, 0xFF9A6A52, "M-2,-11 L-1,-1 L4,0 M-1,-1 L-5,0 M8,-10 L9,-1 L14,0 M9,-1 L5,0");
        return new Figure(bird.Draw);
    }

    private static void Body(SKCanvas canvas)
    {
        Brush.Fill(canvas, 0xFF5C4634, "M-24,-30 L-54,-18 L-54,-12 L-48,-9 L-14,-17 Z");
        Brush.Stroke(canvas, 0xFFB79A78, 1.2f, "M-20,-21 L-50,-13");
        Brush.Shade(canvas, 0xFFBDB3A4, 0xFFA1978A, -50, -8,
            "M-28,-30 C-26,-16 -10,-8 7,-8 C25,-9 38,-22 39,-38 C38,-52 22,-57 8,-53 C-10,-48 -26,-41 -28,-30 Z");
        Brush.Shade(canvas, 0xFFA36B3C, 0xFF7F5330, -58, -22,
            "M16,-60 C-4,-57 -22,-46 -36,-28 C-38,-25 -40,-23 -42,-20 C-28,-22 -8,-24 6,-31 C16,-38 20,-49 16,-60 Z");
        Brush.Stroke(canvas, 0xFF33241A, 2.2f, "M10,-54 C0,-50 -8,-44 -14,-38 M4,-48 C-6,-44 -14,-38 -20,-32 M12,-47 C6,-44 0,-40 -4,-37");
        Brush.Fill(canvas, 0xFFD2CDC2, "M9,-52 C8,-64 17,-71 28,-71 C39,-71 46,-63 46,-54 C46,-44 38,-38 28,-38 C17,-38 10,-43 9,-52 Z");
        Brush.Fill(canvas, 0xFF6E3A1C,
            "M6,-50 C5,-66 18,-75 30,-73 C34,-70 36,-66 38,-61 C30,-62 23,-59 18,-53 C14,-48 12,-44 12,-40 C8,-42 6,-46 6,-50 Z");
        Brush.Fill(canvas, 0xFF7E8184, "M11,-64 C16,-74 27,-77 36,-73 C42,-70 46,-64 46,-58 C40,-64 28,-67 11,-64 Z");
        Brush.Fill(canvas, 0xFF17130F, "M47,-58 C42,-61 37,-61 33,-59 C36,-56 40,-54 42,-52 C38,-46 32,-43 25,-42 C24,-36 30,-30 35,-32 C42,-35 47,-46 47,-58 Z");
        Brush.Fill(canvas, 0xFF2B2622, "M43,-63 C50,-62 55,-58 57,-54 C52,-52 47,-51 43,-52 Z");
        Brush.Stroke(canvas, 0xFF6A625A, 0.9f, "M45,-58 L55,-55");
        Brush.Dot(canvas, 0xFF0A0806, 36, -58.5f, 2.7f);
        Brush.Dot(canvas, 0xFFFFFFFF, 36.9f, -59.5f, 0.9f);
    }

    private static void FoldedWing(SKCanvas canvas)
    {
        Brush.Shade(canvas, 0xFF96592B, 0xFF5E4128, -46, -16,
            "M11,-46 C-4,-44 -22,-34 -38,-20 C-40,-18 -42,-16 -44,-14 C-24,-15 0,-18 10,-27 C16,-33 16,-42 11,-46 Z");
        Brush.Stroke(canvas, 0xFFEFE6D6, 2.6f, "M10,-33 C4,-31 -3,-29 -9,-28");
        Brush.Stroke(canvas, 0xFFC79A66, 1.5f, "M4,-25 C-10,-21 -24,-18 -38,-15 M2,-29 C-12,-25 -24,-21 -34,-18");
        Brush.Stroke(canvas, 0xFF2C1E14, 1.7f, "M6,-27 C-8,-23 -22,-20 -36,-16 M10,-41 C0,-38 -10,-32 -18,-27 M3,-22 C-8,-18 -20,-16 -30,-14");
    }

    private static void RaisedWing(SKCanvas canvas)
    {
        Brush.Shade(canvas, 0xFF5E4128, 0xFF9A5E30, -104, -44, "M16,-46 C14,-70 0,-94 -26,-106 C-38,-94 -36,-62 -14,-38 Z");
        Brush.Stroke(canvas, 0xFF2C1E14, 1.8f, "M2,-50 C-6,-68 -16,-84 -28,-98 M-8,-44 C-18,-58 -26,-70 -33,-82");
        Brush.Stroke(canvas, 0xFFE9DEC8, 2.4f, "M8,-56 C0,-64 -10,-64 -20,-56");
    }

    private static void LoweredWing(SKCanvas canvas)
    {
        Brush.Shade(canvas, 0xFF9A5E30, 0xFF5E4128, -42, 12, "M16,-44 C20,-24 6,4 -20,14 C-32,4 -30,-20 -14,-38 Z");
        Brush.Stroke(canvas, 0xFF2C1E14, 1.8f, "M4,-32 C0,-16 -10,0 -22,10 M-6,-34 C-12,-20 -20,-8 -27,0");
        Brush.Stroke(canvas, 0xFFE9DEC8, 2.4f, "M12,-30 C4,-22 -8,-22 -18,-28");
    }
}
