using System.Numerics.Tensors;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Imaging.Kernels;

namespace BirbCam.Vision.Motion;

/// <summary>
/// The small grey picture that the gate looks at, and where its pixels lie on the frame. Its size follows from the frame's alone, whether
/// the frame came as pixels or as JPEG. Owns its memory and its decoder; refilled for every frame.
/// </summary>
internal sealed class AnalysisImage
{
    /// <summary>
    /// Side of a square as large as the analysis image: 213×160 for a 640×480 frame, where a chickadee is 13 pixels long. The cost grows with its
    /// area; other sizes were not tried.
    /// </summary>
    private const double Side = 185;

    /// <summary>Below this width decoding at reduced size would leave too few pixels to choose from.</summary>
    private const int MinReducedWidth = 640;

    /// <summary>Mean luma of an ordinary picture: in half of the light everything has half the contrast, and a quarter of the energy.</summary>
    private const float Daylight = 100;

    /// <summary>Below some 40 grey levels there is noise to be reckoned with instead.</summary>
    private const float Darkest = 0.15f;

    private readonly JpegDecoder _decoder = new();
    private readonly ushort[] _scratch;
    private readonly float[] _line;
    private readonly float[] _luma;
    private readonly int _reduction;
    private GrayImage? _decoded;

    public AnalysisImage(int frameWidth, int frameHeight)
    {
        FrameWidth = frameWidth;
        FrameHeight = frameHeight;
        int wanted = (int)Math.Round(Math.Sqrt((double)frameWidth * frameHeight) / Side);
        Factor = Math.Clamp(wanted, 1, Math.Min(frameWidth, frameHeight));
        Width = frameWidth / Factor;
        Height = frameHeight / Factor;
        _luma = new float[Width * Height];
        _scratch = new ushort[Downscale.ScratchLength(frameWidth)];
        _line = new float[frameWidth];
        _reduction = Factor switch { >= 8 => 8, >= 4 => 4, >= 2 => 2, _ => 1 };
    }

    public int FrameWidth { get; }

    public int FrameHeight { get; }

    /// <summary>Frame pixels per analysis pixel in each direction.</summary>
    public int Factor { get; }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Height·Width values in row order, BT.601 luma 0–255 with fractions; valid until the next <see cref="Fill"/>.</summary>
    public ReadOnlySpan<float> Luma => _luma;

    /// <summary>Share of daylight's energy that the contrasts of this picture have, 0.15–1.</summary>
    public float Light { get; private set; }

    /// <param name="frame">Of this image's frame size.</param>
    /// <exception cref="ImageFormatException">The frame's JPEG is damaged.</exception>
    public void Fill(Frame frame)
    {
        FillLuma(frame);
        float light = TensorPrimitives.Sum(Luma) / _luma.Length / Daylight;
        Light = Math.Clamp(light * light, Darkest, 1);
    }

    /// <summary>The rectangle on the frame that a rectangle of the analysis image covers.</summary>
    public PixelRect ToFrame(PixelRect boxInAnalysis) =>
        new(boxInAnalysis.X * Factor, boxInAnalysis.Y * Factor, boxInAnalysis.Width * Factor, boxInAnalysis.Height * Factor);

    /// <summary>The rectangle of the analysis image that lies under a rectangle of the frame.</summary>
    public PixelRect ToAnalysis(PixelRect boxInFrame) =>
        new(boxInFrame.X / Factor, boxInFrame.Y / Factor, boxInFrame.Width / Factor, boxInFrame.Height / Factor);

    private void FillLuma(Frame frame)
    {
        if (!frame.IsCompressed || frame.Width < MinReducedWidth)
        {
            Downscale.BlocksToLuma(frame.Pixels, FrameWidth, FrameHeight, Factor, _scratch, _luma);
            return;
        }

        _decoder.DecodeLuma(frame.Jpeg, _reduction, frame.JpegRotation, ref _decoded);
        float step = (float)Factor / _reduction;
        if (_decoded!.Width < (int)(Width * step) || _decoded.Height < (int)(Height * step))
            throw new ImageFormatException($"the picture is smaller than the {FrameWidth} × {FrameHeight} that were said");
        AreaResampling.Shrink(_decoded.Pixels, _decoded.Width, _decoded.Height, step, _line, _luma, Width, Height);
    }
}
