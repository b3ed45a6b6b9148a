using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace BirbCam.Monitor.Simulation.Sensor;

/// <summary>Rounds the cosine transform of 8×8 blocks: where a JPEG loses detail.</summary>
internal static class CosineBlock
{
    /// <summary>A row of a block is one vector.</summary>
    public const int Side = 8;

    /// <summary>Row u, column x: c(u)/2 · cos((2x + 1)uπ/16), orthonormal, so that its transpose turns the transform back.</summary>
    private static readonly float[] Cosines = Fill((u, x) => (u == 0 ? Math.Sqrt(0.125) : 0.5) * Math.Cos(((2 * x) + 1) * u * Math.PI / 16));
    private static readonly float[] Transposed = Fill((x, u) => Cosines[(u * Side) + x]);

    /// <summary>Every block of a plane loses what the table takes from it.</summary>
    /// <param name="plane">h·stride values, changed in place; h a multiple of 8.</param>
    /// <param name="stride">A multiple of 8.</param>
    /// <param name="steps">64 step widths, row order.</param>
    public static void LoseBand(Span<float> plane, int stride, ReadOnlySpan<float> steps)
    {
        Debug.Assert(stride % Side == 0 && plane.Length % (Side * stride) == 0 && steps.Length == Side * Side);

        Span<float> one = stackalloc float[Side * Side], other = stackalloc float[Side * Side];
        for (int top = 0; top < plane.Length; top += Side * stride)
        {
            for (int left = 0; left < stride; left += Side)
            {
                Multiply(Cosines, Side, plane[(top + left)..], stride, one, Side);
                Multiply(one, Side, Transposed, Side, other, Side);
                Round(other, steps);
                Multiply(Transposed, Side, other, Side, one, Side);
                Multiply(one, Side, Cosines, Side, plane[(top + left)..], stride);
            }
        }
    }

    /// <summary>product = a · b for 8×8 matrices that lie in planes of given widths.</summary>
    private static void Multiply(ReadOnlySpan<float> a, int strideA, ReadOnlySpan<float> b, int strideB, Span<float> product, int strideProduct)
    {
        Vector256<float> b0 = Vector256.Create(b), b1 = Vector256.Create(b[strideB..]), b2 = Vector256.Create(b[(2 * strideB)..]),
            b3 = Vector256.Create(b[(3 * strideB)..]), b4 = Vector256.Create(b[(4 * strideB)..]), b5 = Vector256.Create(b[(5 * strideB)..]),
            b6 = Vector256.Create(b[(6 * strideB)..]), b7 = Vector256.Create(b[(7 * strideB)..]);
        for (int row = 0; row < Side; row++)
        {
            ReadOnlySpan<float> factors = a.Slice(row * strideA, Side);
            Vector256<float> sum = (factors[0] * b0) + (factors[1] * b1) + (factors[2] * b2) + (factors[3] * b3)
                + (factors[4] * b4) + (factors[5] * b5) + (factors[6] * b6) + (factors[7] * b7);
            sum.CopyTo(product[(row * strideProduct)..]);
        }
    }

    private static void Round(Span<float> block, ReadOnlySpan<float> steps)
    {
        for (int row = 0; row < Side * Side; row += Side)
        {
            var step = Vector256.Create(steps[row..]);
            (Vector256.Round(Vector256.Create(block[row..]) / step) * step).CopyTo(block[row..]);
        }
    }

    private static float[] Fill(Func<int, int, double> value)
    {
        float[] table = new float[Side * Side];
        for (int i = 0; i < table.Length; i++)
            table[i] = (float)value(i / Side, i % Side);
        return table;
    }
}
