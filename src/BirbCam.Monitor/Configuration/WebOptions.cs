using System.ComponentModel.DataAnnotations;

namespace BirbCam.Monitor.Configuration;

/// <summary>Where the review page is served; section <c>Web</c>. Reserved: this version serves no page yet, and checks the values only.</summary>
internal sealed class WebOptions
{
    /// <summary>Bound to this machine until the operator says otherwise.</summary>
    [Required, Url]
    public string Listen { get; init; } = "http://localhost:8080";

    /// <summary>How others reach the page; without it payloads carry no URLs.</summary>
    [Url]
    public string? PublicUrl { get; init; }

    /// <summary>Null for one in the state directory.</summary>
    public string? PasswordFile { get; init; }
}

/// <summary>What the gate held back and is kept for review; section <c>Rejects</c>. Reserved like <see cref="WebOptions"/>, which shows them.</summary>
internal sealed class RejectOptions
{
    /// <summary>One in so many is kept; 0 for none.</summary>
    [Range(0, 1_000_000)]
    public int SampleEvery { get; init; } = 50;

    [Range(0, 1_000_000)]
    public int MaxMegabytes { get; init; } = 200;
}
