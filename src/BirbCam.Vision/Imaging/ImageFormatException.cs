namespace BirbCam.Vision.Imaging;

/// <summary>A picture that cannot be read: not an image, cut short, or larger than <see cref="FramePool.MaxPixels"/> or <see cref="FramePool.MaxSide"/>. The message says which, for a person.</summary>
public sealed class ImageFormatException(string message) : Exception(message);
