using SkiaSharp;

namespace BirbCam.Monitor.Simulation.Animals;

/// <summary>Magpie: black with white shoulder and belly, a tail as long as the rest, blue sheen on the wing and green on the tail.</summary>
internal static class Magpie
{
    public static Figure Draw()
    {
        var bird = new Bird(Body, FoldedWing, RaisedWing, LoweredWing, 0xFF14151A, "M5,-12 L6,-1 L11,0 M6,-1 L2,0 M12,-11 L13,-1 L18,0 M13,-1 L9,0");
        return new Figure(bird.Draw);
    }

    private static void Body(SKCanvas canvas)
    {
        Brush.Shade(canvas, 0xFF1E5A50, 0xFF0C1C22, -30, -4, "M-4,-29 L-52,-11 L-57,-6 L-52,-2 L-30,-6 L0,-15 Z");
        Brush.Stroke(canvas, 0xFF2F7F6C, 1.2f, "M-8,-25 L-52,-8");
        Brush.Stroke(canvas, 0xFF3B2F63, 1.4f, "M-34,-8 L-54,-4");
        Brush.Stroke(canvas, 0xFF06090C, 0.9f, "M-6,-20 L-50,-5");
        Brush.Shade(canvas, 0xFF23252E, 0xFF101116, -46, -14,
            "M-10,-25 C-8,-13 3,-9 14,-10 C26,-11 35,-22 36,-35 C35,-45 23,-45 14,-41 C2,-37 -9,-32 -10,-25 Z");
        Brush.Shade(canvas, 0xFFFCFCFA, 0xFFD3D6DA, -24, -9,
            "M-9,-20 C-4,-12 5,-9 14,-10 C23,-11 30,-16 33,-24 C27,-27 20,-25 14,-23 C6,-20 -2,-19 -9,-20 Z");
        Brush.Fill(canvas, 0xFF191B22, "M16,-44 C17,-54 24,-58 31,-57 C38,-56 42,-50 41,-44 C40,-37 34,-32 27,-33 C20,-34 16,-38 16,-44 Z");
        Brush.Stroke(canvas, 0x805A6A9A, 1.8f, "M21,-51 C25,-56 32,-56 36,-53");
        Brush.Fill(canvas, 0xFF0D0E12, "M38,-51 C44,-50 49,-47 52,-43 C47,-42 42,-42 38,-43 Z");
        Brush.Stroke(canvas, 0xFF4A4E58, 0.7f, "M40,-46.5 L50,-44");
        Brush.Dot(canvas, 0xFF000000, 34, -49, 1.7f);
        Brush.Dot(canvas, 0xFFE8ECF2, 34.6f, -49.6f, 0.7f);
    }

    private static void FoldedWing(SKCanvas canvas)
    {
        Brush.Shade(canvas, 0xFF2A5BB0, 0xFF10244E, -32, -12,
            "M17,-31 C7,-29 -6,-27 -18,-21 C-24,-18 -27,-15 -29,-12 C-15,-14 4,-15 13,-21 C18,-24 19,-28 17,-31 Z");
        Brush.Stroke(canvas, 0xFF4B86D8, 1.1f, "M12,-27 C2,-25 -9,-21 -20,-16");
        Brush.Stroke(canvas, 0xFF0A1226, 1.1f, "M12,-23 C2,-20 -9,-17 -22,-14");
        Brush.Shade(canvas, 0xFFFFFFFF, 0xFFDADDE2, -40, -26,
            "M22,-39 C13,-40 1,-36 -7,-30 C-3,-26 8,-26 17,-28 C23,-30 25,-35 22,-39 Z");
    }

    private static void RaisedWing(SKCanvas canvas)
    {
        Brush.Shade(canvas, 0xFF14161E, 0xFF244C94, -96, -36, "M20,-36 C20,-58 10,-84 -10,-98 C-24,-88 -24,-54 -6,-30 Z");
        Brush.Fill(canvas, 0xFFF4F6F8, "M7,-64 C2,-78 -4,-88 -11,-93 C-18,-86 -19,-72 -15,-60 C-8,-58 0,-60 7,-64 Z");
        Brush.Stroke(canvas, 0xFF14161E, 1.3f, "M0,-64 C-4,-76 -8,-84 -13,-90 M-7,-62 C-11,-72 -14,-78 -17,-82");
        Brush.Fill(canvas, 0xFFF4F6F8, "M18,-37 C10,-42 -2,-40 -8,-34 C0,-28 12,-29 18,-37 Z");
    }

    private static void LoweredWing(SKCanvas canvas)
    {
        Brush.Shade(canvas, 0xFF244C94, 0xFF14161E, -36, 20, "M20,-36 C24,-14 12,14 -10,24 C-24,14 -22,-12 -6,-32 Z");
        Brush.Fill(canvas, 0xFFF4F6F8, "M12,-6 C8,6 0,16 -9,20 C-17,14 -18,2 -15,-8 C-6,-12 4,-11 12,-6 Z");
        Brush.Stroke(canvas, 0xFF14161E, 1.3f, "M4,-8 C2,4 -4,12 -11,18 M-6,-9 C-8,0 -12,6 -16,12");
        Brush.Fill(canvas, 0xFFF4F6F8, "M19,-37 C10,-42 -2,-40 -8,-34 C0,-28 12,-29 19,-37 Z");
    }
}
