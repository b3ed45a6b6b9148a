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
/// <param name="Model">That runs.</param>
/// <param name="Pictures">The folder of pictures.</param>
/// <param name="Hindsight">Null where nobody can be asked again.</param>
/// <param name="Limits">That hold now, in the model's order of labels.</param>
/// <param name="SetLimit">For a label of the model; null for the card's.</param>
/// <param name="Exports">Where pictures that are taken elsewhere come from, as it is now.</param>
/// <param name="System">How the service is, whenever somebody asks.</param>
internal sealed record WebSources(SightingPages Pages, ModelIdentity Model, ReviewDesk Desk, PictureLocks Locks, string Pictures, PictureLinks Links, LivePicture Live, GateZones Zones, RejectFolder Rejects, Hindsight? Hindsight, EventStream Events, Func<IReadOnlyList<LabelLimit>> Limits, Action<string, double?> SetLimit, Func<ExportSetting> Exports, Func<SystemState> System);
