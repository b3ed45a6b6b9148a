namespace BirbCam.Vision.Explanation.Methods;

/// <summary>How a map is made of a layer's activations and gradients; <see cref="ClassActivationMap"/> has the formulas.</summary>
public enum CamMethod
{
    GradCam,
    HiResCam,
    LayerCam,
    GradCamPlusPlus,
    XGradCam,
    EigenCam,
}

/// <summary>Where the explained layer lies.</summary>
public enum LayerPlace
{
    /// <summary>The last one that is a map of the picture.</summary>
    Last,

    /// <summary>One before it, with more places.</summary>
    Finer,
}
