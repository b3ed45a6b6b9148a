using System.Diagnostics;
using System.Numerics.Tensors;

namespace BirbCam.Vision.Motion.Kernels;

/// <summary>
/// Where a picture has gone, and how far it turned: where the structures of two pictures agree best. Whole steps by trying all of them, the rest by the parabola through the best one and its neighbours; first
/// the way, then the turn, then the way again. Takes milliseconds: for once in a while, not for every picture.
/// </summary>
internal static class Registration
{
    /// <summary>So far is searched, in analysis pixels: a ninth of an ordinary picture's width. What lies nearer to the edge may have come from beyond it, and is not asked.</summary>
    private const int Reach = 24;

    /// <summary>Of a small picture no more than this part is edge.</summary>
    private const int PartOfSide = 6;

    /// <summary>While searching, neighbouring lines say the same.</summary>
    private const int SearchStep = 4;

    /// <summary>A camera is turned by a few degrees; at a quarter of one the corners move by half a pixel.</summary>
    private const float TurnStep = MathF.PI / 180 / 4;

    private const int TurnSteps = 16;

    /// <summary>Where the second picture shows what the first did. What went further or turned more than is searched is not found, and does not agree.</summary>
    /// <param name="before">Height·Width values around 0.</param>
    /// <param name="now">As many.</param>
    /// <param name="scratch">As many; overwritten.</param>
    public static Displacement Find(ReadOnlySpan<float> before, ReadOnlySpan<float> now, int width, int height, Span<float> scratch)
    {
        Debug.Assert(before.Length == width * height && now.Length == before.Length && scratch.Length == before.Length);

        Displacement way = FindWay(before, now, width, height);
        float turn = FindTurn(before, now, width, height, way, scratch);
        before.CopyTo(scratch);
        Move(before, width, height, new Displacement(0, 0, turn, 1), scratch);
        return FindWay(scratch, now, width, height) with { Turn = turn };
    }

    /// <summary>Writes the first picture to where the second shows it; what would come from beyond its edge stays as it is.</summary>
    /// <param name="before">Width values for each line that is there.</param>
    /// <param name="height">Of the picture, whether all of its lines are there or not.</param>
    /// <param name="moved">Receives as many, interpolated between the four nearest.</param>
    /// <param name="lineStep">From one line that is there to the next.</param>
    public static void Move(ReadOnlySpan<float> before, int width, int height, Displacement displacement, Span<float> moved, int lineStep = 1)
    {
        Debug.Assert(before.Length == moved.Length && before.Length == (height + lineStep - 1) / lineStep * width);

        (float sine, float cosine) = MathF.SinCos(displacement.Turn);
        (float middleX, float middleY) = ((width - 1) / 2f, (height - 1) / 2f);
        int lines = before.Length / width;
        for (int line = 0; line < lines; line++)
        {
            float y = (line * lineStep) - middleY - displacement.Down;
            for (int column = 0; column < width; column++)
            {
                float x = column - middleX - displacement.Right;
                float fromX = (cosine * x) + (sine * y) + middleX;
                float fromLine = ((cosine * y) - (sine * x) + middleY) / lineStep;
                (int left, int above) = ((int)MathF.Floor(fromX), (int)MathF.Floor(fromLine));
                if (left < 0 || left >= width - 1 || above < 0 || above >= lines - 1)
                    continue;

                ReadOnlySpan<float> four = before[((above * width) + left)..];
                moved[(line * width) + column] = float.Lerp(
                    float.Lerp(four[0], four[1], fromX - left), float.Lerp(four[width], four[width + 1], fromX - left), fromLine - above);
            }
        }
    }

    private static float FindTurn(ReadOnlySpan<float> before, ReadOnlySpan<float> now, int width, int height, Displacement way, Span<float> scratch)
    {
        Span<float> agreements = stackalloc float[(2 * TurnSteps) + 1];
        for (int i = 0; i < agreements.Length; i++)
        {
            scratch.Clear();
            Move(before, width, height, way with { Turn = (i - TurnSteps) * TurnStep }, scratch);
            agreements[i] = new Pair(scratch, now, width, height).Agreement(0, 0, SearchStep);
        }

        int best = Math.Clamp(TensorPrimitives.IndexOfMax<float>(agreements), 1, agreements.Length - 2);
        return (best - TurnSteps + Peak(agreements[best - 1], agreements[best], agreements[best + 1])) * TurnStep;
    }

    private static Displacement FindWay(ReadOnlySpan<float> before, ReadOnlySpan<float> now, int width, int height)
    {
        var pair = new Pair(before, now, width, height);
        int reach = pair.Reach;
        (int right, int down, float best) = (0, 0, float.MinValue);
        for (int dy = -reach; dy <= reach; dy++)
        {
            for (int dx = -reach; dx <= reach; dx++)
            {
                float agreement = pair.Agreement(dx, dy, SearchStep);
                if (agreement > best)
                    (right, down, best) = (dx, dy, agreement);
            }
        }

        return reach == 0 ? new Displacement(0, 0, 0, pair.Agreement(0, 0, 1)) : Refined(pair, Math.Clamp(right, 1 - reach, reach - 1), Math.Clamp(down, 1 - reach, reach - 1));
    }

    private static Displacement Refined(Pair pair, int right, int down)
    {
        float best = pair.Agreement(right, down, 1);
        float partRight = Peak(pair.Agreement(right - 1, down, 1), best, pair.Agreement(right + 1, down, 1));
        float partDown = Peak(pair.Agreement(right, down - 1, 1), best, pair.Agreement(right, down + 1, 1));
        return new Displacement(right + partRight, down + partDown, 0, best);
    }

    /// <summary>Where the parabola through three neighbours has its peak: −0.5 to 0.5 from the one in the middle.</summary>
    private static float Peak(float one, float middle, float other)
    {
        float bend = one - (2 * middle) + other;
        return bend < 0 ? Math.Clamp((one - other) / (2 * bend), -0.5f, 0.5f) : 0;
    }

    private readonly ref struct Pair(ReadOnlySpan<float> before, ReadOnlySpan<float> now, int width, int height)
    {
        private readonly ReadOnlySpan<float> _before = before;
        private readonly ReadOnlySpan<float> _now = now;

        /// <summary>How wide an edge is not asked, and how far may be searched.</summary>
        public int Reach { get; } = Math.Min(Registration.Reach, Math.Min(width, height) / PartOfSide);

        /// <summary>Correlation of the second picture without its edge with what lay so much further left and up in the first, −1 to 1.</summary>
        public float Agreement(int right, int down, int lineStep)
        {
            (float both, float first, float second) = (0, 0, 0);
            for (int y = Reach; y < height - Reach; y += lineStep)
            {
                ReadOnlySpan<float> there = _before.Slice(((y - down) * width) + Reach - right, width - (2 * Reach));
                ReadOnlySpan<float> here = _now.Slice((y * width) + Reach, there.Length);
                both += TensorPrimitives.Dot(there, here);
                first += TensorPrimitives.SumOfSquares(there);
                second += TensorPrimitives.SumOfSquares(here);
            }

            return both / MathF.Sqrt((first + 1) * (second + 1));
        }
    }
}

/// <param name="Right">Pixels.</param>
/// <param name="Down">Pixels.</param>
/// <param name="Turn">Radians clockwise, around the picture's middle and before the way.</param>
/// <param name="Agreement">Correlation of the two structures there, −1 to 1.</param>
internal readonly record struct Displacement(float Right, float Down, float Turn, float Agreement);
