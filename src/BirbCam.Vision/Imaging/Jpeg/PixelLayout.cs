namespace BirbCam.Vision.Imaging.Jpeg;

/// <summary>What a decoder is to write, by the bytes of a pixel; rows follow each other without gaps.</summary>
internal enum PixelLayout
{
    /// <summary>BT.601 luma.</summary>
    Gray = 1,

    Bgr = 3,
}
