using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using BirbCam.Monitor.Capture;
using BirbCam.Onnx;
using BirbCam.Vision.Imaging;
using Microsoft.Data.Sqlite;
using SkiaSharp;

namespace BirbCam.Monitor.Diagnosis;

/// <summary>
/// Whether the native libraries load here. Each is tried in a child process: a library for another processor or libc may take its
/// process down, and the doctor must live to say so.
/// </summary>
internal static class NativeLibraries
{
    /// <summary>The hidden option of <c>birbcam doctor</c> with which the child is started.</summary>
    public const string ProbeOption = "--probe";

    /// <summary>A library that loads does so in a second; a Pi's card may be slow.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static readonly string[] Names = ["onnxruntime", "skia", "turbojpeg", "sqlite", "opencv"];

    /// <summary>In the child: loads one library and uses it.</summary>
    /// <returns>Its version.</returns>
    /// <exception cref="Exception">It does not load, in its own words.</exception>
    public static string Load(string name) => name switch
    {
        "onnxruntime" => RuntimeSession.Version,
        "skia" => UseSkia(),
        "turbojpeg" => UseTurboJpeg(),
        "sqlite" => new SqliteConnection("Data Source=:memory:").ServerVersion,
        "opencv" => OpenCvSource.TryLoad(out string? missing) ? "loads" : throw new CaptureException(missing!),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    /// <summary>In the parent: what became of the child.</summary>
    /// <param name="birbcam">How this program is started: its path, and what goes before the command.</param>
    public static async Task<Finding> TryAsync(string name, IReadOnlyList<string> birbcam, CancellationToken stop)
    {
        string[] arguments = [.. birbcam.Skip(1), "doctor", ProbeOption, name];
        using var child = new Process { StartInfo = new(birbcam[0], arguments) { RedirectStandardOutput = true, RedirectStandardError = true } };
        try
        {
            child.Start();
        }
        catch (Win32Exception refused)
        {
            return Finding.Bad(name, $"could not be tried: {refused.Message}", "run birbcam as it was installed");
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            Task<string> says = child.StandardOutput.ReadToEndAsync(patience.Token);
            Task<string> complains = child.StandardError.ReadToEndAsync(patience.Token);
            await child.WaitForExitAsync(patience.Token);
            return child.ExitCode == 0
                ? Finding.Good(name, (await says).Trim())
                : Failure(name, FirstLine(await complains, child.ExitCode));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Failure(name, $"did not load within {Patience.TotalSeconds:0} s");
        }
        finally
        {
            if (!child.HasExited)
                child.Kill(entireProcessTree: true);
        }
    }

    private static string FirstLine(string complaint, int exitCode)
    {
        string line = complaint.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "";

        // A process that a signal ended reports 128 + its number.
        return exitCode > 128 ? $"crashed when loaded (signal {exitCode - 128})" : line.Length > 0 ? line : $"does not load (exit code {exitCode})";
    }

    private static Finding Failure(string name, string says) => name switch
    {
        "turbojpeg" => Finding.Doubtful(name, says, "sudo apt install libturbojpeg0 (libturbojpeg on Ubuntu)"),
        "opencv" => Finding.Bad(name, says, "sudo apt install libgtk-3-0 (only v4l2: cameras and video files need OpenCV)"),
        _ => Finding.Bad(name, says, $"install the package for this processor ({RuntimeInformation.ProcessArchitecture}) and a 64-bit system"),
    };

    private static string UseSkia()
    {
        using var bitmap = new SKBitmap(1, 1);
        return SkiaSharpVersion.Native.ToString();
    }

    private static string UseTurboJpeg() => JpegDecoder.Library == JpegLibrary.TurboJpeg
        ? "decodes the camera's JPEGs"
        : throw new DllNotFoundException("is not installed: the camera's JPEGs are decoded by skia, at two to three times the cost");
}
