using SkiaSharp;

namespace BirbCam.Monitor.Simulation.Animals;

/// <summary>Squirrel: rust-brown, white belly, tufted ears, and a tail as large as the animal, held up behind it or streaming in a run.</summary>
internal static class Squirrel
{
    private const uint DarkFur = 0xFF6B3A1C;
    private const uint LightFur = 0xFFC98A52;
    private const uint Belly = 0xFFF2EADC;

    public static Figure Draw() => new(static (canvas, posture) =>
    {
        switch (posture)
        {
            case Posture.Resting:
                Sit(canvas);
                break;
            case Posture.Downstroke:
                Stretch(canvas);
                break;
            default:
                Crouch(canvas);
                break;
        }
    });

    private static void Sit(SKCanvas canvas)
    {
        Brush.Shade(canvas, LightFur, DarkFur, -100, 0,
            "M-10,-3 C-36,4 -50,-18 -45,-42 C-42,-60 -50,-70 -42,-88 C-35,-102 -14,-101 -9,-87 C-6,-76 -16,-70 -17,-58 C-18,-44 -8,-36 -6,-20 Z");
        Brush.Stroke(canvas, 0x90E0AE7A, 1.4f,
            "M-20,-10 C-34,-18 -38,-34 -35,-48 M-35,-52 C-33,-66 -40,-74 -34,-86 M-14,-14 C-28,-24 -31,-40 -28,-54 M-27,-58 C-25,-70 -30,-78 -26,-90");
        Brush.Stroke(canvas, 0x904A2410, 1.2f, "M-28,-4 C-44,-18 -44,-34 -40,-48 M-40,-52 C-39,-64 -46,-74 -40,-86 M-12,-20 C-24,-32 -24,-46 -22,-58 M-21,-62 C-18,-72 -22,-80 -18,-92");
        Brush.Shade(canvas, 0xFFB06A38, 0xFF84491F, -56, 0, "M-16,-1 C-26,-18 -14,-42 2,-52 C12,-58 23,-56 26,-45 C30,-30 26,-12 20,-1 Z");
        Brush.Fill(canvas, Belly, "M17,-46 C27,-42 29,-24 22,-5 C17,-5 14,-12 14,-22 C13,-32 14,-40 17,-46 Z");
        Brush.Shade(canvas, 0xFFA9632F, 0xFF7C431C, -32, -1, "M-18,-12 C-18,-26 -8,-32 2,-30 C12,-27 15,-16 12,-6 C9,-1 -6,0 -12,-1 C-16,-3 -18,-7 -18,-12 Z");
        Brush.Fill(canvas, 0xFFC48A58, "M-4,-5 L18,-5 C25,-5 26,0 21,0 L-6,0 Z");
        Head(canvas, 0, 0);
        Brush.Stroke(canvas, 0xFF94532A, 6f, "M17,-38 L28,-33 L34,-40");
        Brush.Dot(canvas, 0xFF5A3A20, 36, -43, 4.4f);
        Brush.Dot(canvas, 0xFF8A6238, 35, -44.4f, 1.8f);
    }

    private static void Crouch(SKCanvas canvas)
    {
        Brush.Shade(canvas, LightFur, DarkFur, -74, -4,
            "M-22,-6 C-44,-2 -58,-18 -54,-36 C-52,-48 -62,-54 -58,-66 C-53,-78 -32,-76 -28,-64 C-25,-54 -32,-48 -30,-38 C-28,-28 -20,-24 -16,-18 Z");
        Brush.Stroke(canvas, 0x90E0AE7A, 1.4f, "M-30,-10 C-44,-18 -46,-30 -44,-40 C-43,-50 -50,-56 -46,-66 M-24,-16 C-38,-24 -38,-36 -36,-44 C-35,-54 -40,-60 -36,-68");
        Brush.Stroke(canvas, 0xFF7C431C, 6.5f, "M-14,-10 L-10,-2 L-2,-2 M20,-16 L25,-3 L30,-2");
        Brush.Shade(canvas, 0xFFB06A38, 0xFF84491F, -42, -4, "M-27,-6 C-34,-26 -16,-42 4,-40 C19,-38 30,-33 36,-23 C37,-14 30,-9 22,-9 C8,-6 -8,-2 -27,-6 Z");
        Brush.Fill(canvas, Belly, "M-6,-6 C6,-6 18,-9 26,-10 C20,-16 4,-14 -6,-6 Z");
        Brush.Shade(canvas, 0xFFA9632F, 0xFF7C431C, -32, -2, "M-28,-13 C-28,-27 -16,-32 -7,-28 C2,-23 3,-11 -2,-4 C-10,-1 -22,-2 -26,-5 Z");
        Head(canvas, 15, 34);
    }

    private static void Stretch(SKCanvas canvas)
    {
        Brush.Shade(canvas, LightFur, DarkFur, -46, -10,
            "M-28,-16 C-42,-12 -52,-18 -66,-16 C-80,-14 -92,-22 -88,-34 C-84,-44 -70,-40 -60,-38 C-48,-36 -40,-36 -28,-32 Z");
        Brush.Stroke(canvas, 0x90E0AE7A, 1.4f, "M-34,-22 C-48,-24 -62,-24 -80,-28 M-36,-28 C-50,-32 -64,-32 -80,-36");
        Brush.Stroke(canvas, 0xFF7C431C, 6f, "M-24,-18 L-40,-8 L-46,-3 M-18,-16 L-32,-5 M28,-18 L42,-8 L49,-7 M22,-15 L36,-3");
        Brush.Shade(canvas, 0xFFB06A38, 0xFF84491F, -40, -10, "M-38,-22 C-36,-38 -10,-40 12,-37 C26,-36 36,-32 40,-25 C38,-15 22,-11 6,-12 C-12,-10 -34,-8 -38,-22 Z");
        Brush.Fill(canvas, Belly, "M-10,-11 C4,-11 22,-12 34,-17 C24,-20 4,-18 -10,-11 Z");
        Head(canvas, 16, 27);
    }

    private static void Head(SKCanvas canvas, float dx, float dy)
    {
        int before = canvas.Save();
        canvas.Translate(dx, dy);
        Brush.Fill(canvas, DarkFur, "M10,-64 C6,-76 9,-86 13,-91 C19,-85 22,-76 21,-67 Z M20,-68 C20,-78 23,-84 27,-88 C30,-80 29,-72 27,-66 Z");
        Brush.Shade(canvas, 0xFFB87040, 0xFF99592C, -74, -46,
            "M5,-53 C3,-66 14,-75 25,-73 C36,-71 45,-62 47,-57 C46,-50 36,-46 27,-46 C15,-43 7,-46 5,-53 Z");
        Brush.Fill(canvas, 0xFFE6CDAE, "M45,-55 C40,-49 33,-46 25,-46 C27,-51 36,-54 45,-55 Z");
        Brush.Dot(canvas, 0xFFE3C29C, 30, -61, 4.2f);
        Brush.Dot(canvas, 0xFF0B0706, 30.4f, -61, 3.1f);
        Brush.Dot(canvas, 0xFFFFFFFF, 31.4f, -62.2f, 1.1f);
        Brush.Dot(canvas, 0xFF2A1610, 46, -57, 1.7f);
        canvas.RestoreToCount(before);
    }
}
