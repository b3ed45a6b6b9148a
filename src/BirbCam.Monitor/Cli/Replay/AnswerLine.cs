using System.Buffers;
using System.Text;
using System.Text.Json;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Cli.Replay;

/// <summary>What a line of JSON says beside the answer itself.</summary>
[Flags]
internal enum LineParts
{
    None = 0,

    /// <summary>Which recording: where there are several.</summary>
    Path = 1,

    /// <summary>What the gate took: the only thing that differs from run to run.</summary>
    Timing = 2,
}

/// <summary>One answer of the gate as one line of JSON. Keeps its buffer.</summary>
internal sealed class AnswerLine(LineParts parts) : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private Utf8JsonWriter? _writer;

    /// <param name="path">Written only where the parts say so.</param>
    public string Format(string path, GateAnswer answer)
    {
        _buffer.ResetWrittenCount();
        _writer ??= new Utf8JsonWriter(_buffer);
        _writer.Reset(_buffer);

        _writer.WriteStartObject();
        if (parts.HasFlag(LineParts.Path))
            _writer.WriteString("path", path);
        _writer.WriteNumber("frame", answer.Frame);
        _writer.WriteNumber("time", Math.Round(answer.Position.TotalSeconds, 3));
        _writer.WriteString("verdict", answer.Result.Verdict.ToSnakeCase());
        _writer.WriteBoolean("triggered", answer.Result.IsTriggered);
        _writer.WriteNumber("changed", Math.Round(answer.Result.Changed, 5));
        _writer.WriteStartArray("regions");
        foreach (PixelRect region in answer.Result.Regions)
            Write(region);
        _writer.WriteEndArray();
        if (parts.HasFlag(LineParts.Timing))
            _writer.WriteNumber("gate_ms", Math.Round(answer.Cost.TotalMilliseconds, 3));
        _writer.WriteEndObject();
        _writer.Flush();
        return Encoding.UTF8.GetString(_buffer.WrittenSpan);
    }

    public void Dispose() => _writer?.Dispose();

    private void Write(PixelRect region)
    {
        _writer!.WriteStartArray();
        _writer.WriteNumberValue(region.X);
        _writer.WriteNumberValue(region.Y);
        _writer.WriteNumberValue(region.Width);
        _writer.WriteNumberValue(region.Height);
        _writer.WriteEndArray();
    }
}
