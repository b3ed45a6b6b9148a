namespace BirbCam.Vision.Classification;

/// <summary>
/// Where the network's input plane lies on the frame: the input's W×H pixels show this rectangle, in frame pixels, with fractions.
/// One rectangle describes every resize rule: stretch shows the view itself, crop the middle of it, and pad reaches beyond it.
/// </summary>
public readonly record struct InputView(double X, double Y, double Width, double Height);
