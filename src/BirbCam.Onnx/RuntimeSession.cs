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

    /// <summary>Settings of an arena, with the meanings that onnxruntime_c_api.h gives them: no more than is asked for, 64 KiB at first, the default.</summary>
    private const int GrowsAsAsked = 1, FirstChunk = 1 << 16, LeavesAsItComes = -1;

    private static readonly Lazy<OrtEnv> Started = new(Start);
    private static readonly Lock Registering = new();

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
        using SessionOptions options = Options(externalFolder, threads, optimise);
        return new InferenceSession(model, options);
    }

    /// <summary>For a model that nobody has run yet: unoptimised, one thread, and its weights and tensors have only so much room in all.</summary>
    /// <param name="mostBytes">Room for weights and tensors, at most 4 GiB. It is given back with the session.</param>
    /// <exception cref="OnnxRuntimeException">The runtime refuses the model. Later runs throw it as well where the room does not suffice.</exception>
    internal static InferenceSession OpenWithin(long mostBytes, byte[] model, string? externalFolder)
    {
        using SessionOptions options = Options(externalFolder, threads: 1, GraphOptimizationLevel.ORT_DISABLE_ALL);
        options.AddSessionConfigEntry("session.use_env_allocators", "1");

        // Packing weights for speed would take their size twice.
        options.AddSessionConfigEntry("session.disable_prepacking", "1");

        // A limited arena can only be registered for everyone. A session keeps the one that it found when it was made, so each gets its own.
        lock (Registering)
        {
            using var cpu = new OrtMemoryInfo("Cpu", OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
            using var limit = new OrtArenaCfg((uint)Math.Min(mostBytes, uint.MaxValue), GrowsAsAsked, FirstChunk, LeavesAsItComes);
            Started.Value.CreateAndRegisterAllocator(cpu, limit);
            try
            {
                return new InferenceSession(model, options);
            }
            finally
            {
                Started.Value.UnregisterAllocator(cpu);
            }
        }
    }

    private static SessionOptions Options(string? externalFolder, int threads, GraphOptimizationLevel optimise)
    {
        _ = Started.Value;
        var options = new SessionOptions
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

        return options;
    }

    private static OrtEnv Start()
    {
        // The runtime reads the environment of the C library, which .NET's own setter does not reach on Unix.
        if (OperatingSystem.IsWindows())
            System.Environment.SetEnvironmentVariable(TelemetrySwitch, "1");
        else
            _ = SetEnvironmentVariable(TelemetrySwitch, "1", 1);

        // What it has to say comes as an exception as well; on standard error it would be a second voice.
        var env = OrtEnv.Instance();
        env.EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
        return env;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);
}
