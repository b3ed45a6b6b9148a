using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Onnx;

/// <summary>Opens ONNX Runtime sessions as this program wants them: quiet, without spinning threads, and without telling anybody.</summary>
public static partial class RuntimeSession
{
    /// <summary>
    /// Since 1.29 the official Linux builds send telemetry unless this is set before the library is used. What a camera at home sees is
    /// nobody's business.
    /// </summary>
    internal const string TelemetrySwitch = "ORT_DISABLE_TELEMETRY";

    private static readonly Lazy<OrtEnv> Started = new(Start);

    /// <summary>Of the library, as <c>1.31.1</c>. Loads it.</summary>
    public static string Version => Started.Value.GetVersionString();

    /// <param name="model">A serialised model.</param>
    /// <param name="externalFolder">Where its external weights lie; null where there are none.</param>
    /// <param name="threads">Of one run.</param>
    /// <param name="optimise">What the runtime may do to the graph.</param>
    /// <exception cref="OnnxRuntimeException">The runtime refuses the model.</exception>
    public static InferenceSession Open(
        byte[] model, string? externalFolder, int threads, GraphOptimizationLevel optimise = GraphOptimizationLevel.ORT_ENABLE_ALL)
    {
        _ = Started.Value;
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            GraphOptimizationLevel = optimise,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };

        // Spinning pools of two sessions cost 71 % on two cores.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        if (externalFolder is not null)
            options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", externalFolder);

        return new InferenceSession(model, options);
    }

    private static OrtEnv Start()
    {
        // The runtime reads the environment of the C library, which .NET's own setter does not reach on Unix.
        if (OperatingSystem.IsWindows())
            System.Environment.SetEnvironmentVariable(TelemetrySwitch, "1");
        else
            _ = SetEnvironmentVariable(TelemetrySwitch, "1", 1);

        return OrtEnv.Instance();
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);
}
