using SkiaSharp;

namespace BirbCam.Monitor.Simulation.Animals;

/// <summary>Black-capped chickadee: black cap and bib, white cheek, grey back, buff flanks, round head, short bill.</summary>
internal static class Chickadee
{
    public static Figure Draw()
    {
        var bird = new Bird(Body, FoldedWing, RaisedWing, LoweredWing, 0xFF3A3E46, "M-1,-10 L0,-1 L5,0 M0,-1 L-4,0 M9,-9 L10,-1 L15,0 M10,-1 L6,0");
        return new Figure(bird.Draw);
    }

    private static void Body(SKCanvas canvas)
    {
        Brush.Fill(canvas, 0xFF50565E, "M-22,-32 L-54,-13 L-52,-8 L-46,-6 L-12,-20 Z");
        Brush.Stroke(canvas, 0xFFC9CDD0, 1.3f, "M-18,-22 L-48,-8");
        Brush.Shade(canvas, 0xFFF6F1E6, 0xFFCFC3B0, -56, -8,
            "M-24,-34 C-24,-17 -9,-7 8,-7 C27,-8 40,-24 40,-42 C40,-57 23,-63 8,-59 C-9,-54 -22,-46 -24,-34 Z");
        Brush.Shade(canvas, 0xFFDDB285, 0xFFBD8B5C, -36, -8,
            "M-23,-32 C-22,-16 -8,-7 7,-7 C18,-8 22,-16 16,-23 C10,-30 -4,-32 -23,-32 Z");
        Brush.Shade(canvas, 0xFF8F979E, 0xFF6F767D, -64, -22,
            "M16,-66 C-4,-63 -21,-50 -34,-28 C-37,-23 -39,-19 -41,-16 C-28,-20 -8,-22 5,-31 C15,-39 20,-52 16,-66 Z");
        Brush.Fill(canvas, 0xFFF7F7F3, "M6,-58 C6,-71 15,-79 27,-79 C39,-79 47,-70 47,-59 C47,-48 39,-40 28,-40 C15,-40 6,-47 6,-58 Z");
        Brush.Fill(canvas, 0xFF111318,
            "M3,-58 C1,-78 16,-86 29,-84 C41,-82 48,-72 47,-61 C41,-64 32,-66 24,-63 C16,-60 11,-54 8,-48 C5,-51 4,-54 3,-58 Z");
        Brush.Stroke(canvas, 0x66707A8C, 2.2f, "M12,-76 C19,-81 29,-82 37,-77");
        Brush.Fill(canvas, 0xFF15161A, "M47,-57 C47,-46 39,-36 25,-38 C20,-39 18,-42 20,-45 C30,-45 39,-49 47,-57 Z");
        Brush.Fill(canvas, 0xFF23262B, "M45,-63 L55,-58.5 L45,-55.5 Z");
        Brush.Dot(canvas, 0xFF050507, 38.5f, -63, 3.2f);
        Brush.Dot(canvas, 0xFFFFFFFF, 39.6f, -64.2f, 1.2f);
    }

    private static void FoldedWing(SKCanvas canvas)
    {
        Brush.Fill(canvas, 0xFF565D66, "M9,-49 C-5,-47 -20,-36 -34,-19 C-36,-16 -38,-14 -40,-12 C-22,-17 0,-21 9,-31 C14,-37 14,-45 9,-49 Z");
        Brush.Stroke(canvas, 0xFFDCE0E2, 1.5f, "M7,-33 C-4,-27 -18,-22 -34,-16 M8,-38 C-4,-33 -16,-27 -28,-20");
        Brush.Stroke(canvas, 0xFF3D434B, 1.3f, "M8,-43 C-4,-39 -14,-33 -24,-24 M2,-27 C-10,-22 -22,-18 -34,-14");
    }

    private static void RaisedWing(SKCanvas canvas)
    {
        Brush.Shade(canvas, 0xFF5E656E, 0xFF8C949B, -108, -44, "M16,-50 C14,-74 0,-100 -28,-112 C-38,-98 -36,-66 -14,-42 Z");
        Brush.Stroke(canvas, 0xFFD5DADD, 1.5f, "M4,-54 C-4,-72 -14,-88 -29,-104 M-4,-50 C-14,-64 -24,-76 -33,-88 M-10,-46 C-18,-54 -26,-62 -31,-70");
    }

    private static void LoweredWing(SKCanvas canvas)
    {
        Brush.Shade(canvas, 0xFF8C949B, 0xFF5E656E, -44, 12, "M16,-48 C20,-26 6,2 -20,14 C-32,4 -30,-20 -14,-42 Z");
        Brush.Stroke(canvas, 0xFFD5DADD, 1.5f, "M8,-38 C6,-20 -6,-2 -20,10 M-2,-38 C-8,-22 -16,-8 -26,2 M-9,-38 C-16,-28 -22,-18 -28,-10");
    }
}
