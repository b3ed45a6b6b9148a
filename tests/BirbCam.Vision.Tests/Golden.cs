using BirbCam.Vision.Imaging;
using SkiaSharp;

namespace BirbCam.Vision.Tests;

/// <summary>
/// Compares drawn pictures with the accepted ones under <c>tests/Golden</c>. A picture that differs is written to <c>artifacts/golden</c>
/// with its difference. <c>BIRBCAM_ACCEPT_GOLDEN=1</c> accepts what is drawn; it is refused where <c>CI</c> is set.
/// </summary>
internal static class Golden
{
    /// <summary>Other builds of Skia place the edges of letters a little differently.</summary>
    private const int PixelTolerance = 48;

    private const double MeanTolerance = 0.5;

    private static readonly string Root = FindRoot();

    public static void AssertMatches(string name, SKBitmap actual)
    {
        string accepted = Path.Combine(Root, "tests", "Golden", $"{name}.png");
        if (Environment.GetEnvironmentVariable("BIRBCAM_ACCEPT_GOLDEN") == "1")
        {
            Assert.True(string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")), "a golden picture is accepted by a person, never by CI");
            Write(accepted, actual);
        }

        Assert.True(File.Exists(accepted), $"{accepted} is missing: look at the picture, then accept it with BIRBCAM_ACCEPT_GOLDEN=1");
        using SKBitmap expected = SKBitmap.Decode(accepted);
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        (int worst, double mean) = Difference(Pixels(expected), Pixels(actual));
        if (worst > PixelTolerance || mean > MeanTolerance)
        {
            string artifact = Path.Combine(Root, "artifacts", "golden", $"{name}.actual.png");
            Write(artifact, actual);
            WriteDifference(Path.Combine(Root, "artifacts", "golden", $"{name}.difference.png"), expected, actual);
            Assert.Fail($"{name} differs by {worst} at worst and {mean:F2} on average: compare {artifact} with {accepted}");
        }
    }

    /// <summary>Largest and mean difference of the bytes.</summary>
    public static (int Worst, double Mean) Difference(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        int worst = 0;
        long sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            int difference = Math.Abs(a[i] - b[i]);
            worst = Math.Max(worst, difference);
            sum += difference;
        }

        return (worst, (double)sum / a.Length);
    }

    /// <summary>BGR.</summary>
    public static byte[] Pixels(SKBitmap bitmap)
    {
        using SKBitmap bgra = bitmap.Copy(SKColorType.Bgra8888);
        byte[] bgr = new byte[bitmap.Width * bitmap.Height * 3];
        Bitmaps.ToBgr(bgra.GetPixelSpan(), bgr);
        return bgr;
    }

    private static void WriteDifference(string path, SKBitmap expected, SKBitmap actual)
    {
        byte[] a = Pixels(expected);
        byte[] b = Pixels(actual);
        for (int i = 0; i < a.Length; i++)
            a[i] = (byte)Math.Min(255, 4 * Math.Abs(a[i] - b[i]));
        using SKBitmap difference = Bitmaps.FromBgr(a, expected.Width, expected.Height);
        Write(path, difference);
    }

    private static void Write(string path, SKBitmap bitmap)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(path, png.ToArray());
    }

    private static string FindRoot()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "BirbCam.Monitor.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("the tests run outside of their checkout");
        return folder.FullName;
    }
}
