using System.Globalization;

namespace BirbCam.Monitor.Machine;

/// <summary>Whether a Raspberry Pi has too little power or is too hot, as its firmware says.</summary>
/// <param name="Raw">The firmware's bits, hexadecimal.</param>
internal sealed record Throttling(bool Now, bool SinceBoot, string Raw)
{
    public const string File = "sys/devices/platform/soc/soc:firmware/get_throttled";

    /// <summary>Bits of the firmware's answer: under-voltage, frequency capped, throttled, soft temperature limit; 16 higher the same since the boot.</summary>
    private const int NowMask = 0xF;

    /// <param name="says">As <c>50000</c> or <c>0x50000</c>.</param>
    /// <returns>Null where it is no answer.</returns>
    public static Throttling? TryParse(string says)
    {
        string digits = says.StartsWith("0x", StringComparison.Ordinal) ? says[2..] : says;
        return int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int bits)
            ? new Throttling((bits & NowMask) != 0, bits != 0, $"0x{bits:x}")
            : null;
    }
}
