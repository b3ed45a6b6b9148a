using System.Globalization;
using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Capture.Streams;
using BirbCam.Monitor.Configuration;
using BirbCam.Onnx;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Diagnosis;

/// <summary>Looks at everything the service needs, and says of each failure what mends it.</summary>
/// <param name="birbcam">How this program is started: its path, and what goes before the command.</param>
internal sealed class Doctor(BirbCamOptions options, IReadOnlyList<string> birbcam, TimeProvider time)
{
    /// <summary>A camera that has shown nothing by then shows nothing.</summary>
    private static readonly TimeSpan CameraPatience = TimeSpan.FromSeconds(20);

    /// <summary>The findings as they come; each check fails for itself.</summary>
    public async IAsyncEnumerable<Finding> ExamineAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        foreach (string name in NativeLibraries.Names)
            yield return await NativeLibraries.TryAsync(name, birbcam, stop);
        yield return Model();
        yield return await CameraAsync(stop);
        yield return await BrokerCheck.ExamineAsync(options.Mqtt, options.Node, time, stop);
        yield return MachineChecks.Disk(StateDirectory.Of(options.Store), options.Store.KeepFreeMegabytes);
        yield return await MachineChecks.ClockAsync(stop);
        if (await MachineChecks.PowerAsync(stop) is Finding power)
            yield return power;
    }

    private Finding Model()
    {
        try
        {
            using Classifier classifier = Classifier.Load(options.Model.FullPath, options.Model.Threads);
            if (classifier.Model.Target is not null && Explainer.FaultOf(classifier.Model, Explainer.MethodFor(classifier, options.Explain.Method)) is string fault)
                return Finding.Bad("model", fault, "set Explain.Method to gradcam");

            string golden = classifier.Card.Golden is null ? "its card has no golden vector" : "the golden vector comes out";
            string says = $"{classifier.Card.Name} {classifier.Card.Version} names {string.Join(", ", classifier.Card.Labels)}; {golden}; {Explained(classifier.Model)}";
            return classifier.Model.WhyNotExact is null
                ? Finding.Good("model", says)
                : Finding.Doubtful("model", says, "use it as it was before it was quantised or optimised, or name another explain.layer in its card: birbcam model inspect lists them");
        }
        catch (ModelException unusable)
        {
            return Finding.Bad("model", unusable.Message, "set Model.Path to a model with its card, or install birbcam again");
        }
    }

    private static string Explained(ExplainableModel model) => model switch
    {
        { Target: null } => $"it cannot be explained: {model.WhyNotExact}",
        { WhyNotExact: string reason } => $"its explanations are not exact: {reason}",
        { SelfCheckError: double error } => string.Create(CultureInfo.InvariantCulture, $"its explanations are exact (self-check {error:0.0e+0})"),
        _ => "its explanations are exact",
    };

    private async Task<Finding> CameraAsync(CancellationToken stop)
    {
        CameraUri uri = CameraUri.Parse(options.Camera.Uri);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(CameraPatience);
        try
        {
            await using IFrameSource source = FrameSources.Create(uri, options.Camera, time);
            await source.OpenAsync(patience.Token);
            CapturedImage? image = await source.ReadAsync(patience.Token);
            return image is CapturedImage shown
                ? Finding.Good("camera", $"{uri.Display} shows {shown.Width} × {shown.Height} pixels")
                : Finding.Bad("camera", $"{uri.Display} holds no picture", "set Camera.Uri to another recording");
        }
        catch (Exception lost) when (lost is CaptureException or RecordingException or ImageFormatException or IOException or UnauthorizedAccessException)
        {
            return Finding.Bad("camera", $"{uri.Display}: {lost.Message}", "birbcam camera list; and for a v4l2: camera, sudo usermod -aG video \"$USER\"");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Finding.Bad("camera", $"{uri.Display} showed nothing for {CameraPatience.TotalSeconds:0} s", "birbcam camera test");
        }
    }
}
