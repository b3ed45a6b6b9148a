using BirbCam.Monitor.Exports;
using BirbCam.Monitor.Pipeline;
using BirbCam.Monitor.Rejects;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reading;
using BirbCam.Monitor.Sightings.Reviews;
using BirbCam.Monitor.Web.Access;
using BirbCam.Monitor.Web.Api;

namespace BirbCam.Monitor.Web;

/// <summary>What the page shows and changes.</summary>
internal sealed class WebSources
{
    public required SightingPages Pages { get; init; }

    /// <summary>That runs.</summary>
    public required ModelIdentity Model { get; init; }

    public required ReviewDesk Desk { get; init; }

    public required PictureLocks Locks { get; init; }

    /// <summary>The folder of pictures.</summary>
    public required string Pictures { get; init; }

    public required PictureLinks Links { get; init; }

    public required LivePicture Live { get; init; }

    public required GateZones Zones { get; init; }

    public required RejectFolder Rejects { get; init; }

    /// <summary>Null where nobody can be asked again.</summary>
    public required Hindsight? Hindsight { get; init; }

    public required EventStream Events { get; init; }

    /// <summary>That hold now, in the model's order of labels.</summary>
    public required Func<IReadOnlyList<LabelLimit>> Limits { get; init; }

    /// <summary>For a label of the model; null for the card's.</summary>
    public required Action<string, double?> SetLimit { get; init; }

    /// <summary>Where pictures that are taken elsewhere come from, as it is now.</summary>
    public required Func<ExportSetting> Exports { get; init; }

    /// <summary>How the service is, whenever somebody asks.</summary>
    public required Func<SystemState> System { get; init; }
}
