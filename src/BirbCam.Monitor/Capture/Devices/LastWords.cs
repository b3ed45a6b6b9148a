using System.Text;

namespace BirbCam.Monitor.Capture.Devices;

/// <summary>The end of what a program says on its standard error, in bounded memory, however much it says.</summary>
internal sealed class LastWords
{
    /// <summary>More than a line of any program, and few enough for a log.</summary>
    private const int KeptBytes = 1024;

    private readonly byte[] _ring = new byte[KeptBytes];
    private readonly Lock _lock = new();
    private long _written;

    /// <summary>Reads to the end of the stream.</summary>
    public async Task ListenAsync(Stream stream)
    {
        byte[] chunk = new byte[KeptBytes];
        int read;
        while ((read = await stream.ReadAsync(chunk)) > 0)
            Add(chunk.AsSpan(0, read));
    }

    /// <summary>The last line that is not empty, printable, without secrets; empty where nothing was said.</summary>
    public string LastLine()
    {
        byte[] kept;
        lock (_lock)
        {
            kept = new byte[Math.Min(_written, KeptBytes)];
            for (int i = 0; i < kept.Length; i++)
                kept[i] = _ring[(_written - kept.Length + i) % KeptBytes];
        }

        string[] lines = Encoding.UTF8.GetString(kept).Split(['\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines is [.., string last] ? Addresses.NetworkAddress.Mask(string.Concat(last.Where(letter => !char.IsControl(letter)))) : "";
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            foreach (byte value in bytes)
                _ring[_written++ % KeptBytes] = value;
        }
    }
}
