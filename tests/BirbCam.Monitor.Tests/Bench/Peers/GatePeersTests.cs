using System.Text.Json;
using BirbCam.Monitor.Bench.Clips;
using BirbCam.Monitor.Bench.Gate;
using BirbCam.Monitor.Bench.Peers;
using BirbCam.Monitor.Tests.House;
using BirbCam.Tests;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests.Bench.Peers;

/// <summary>The gates of others answer as their definitions in Python do (../shared/tools/gate_peers.py, with OpenCV 4.6), picture by picture.</summary>
public sealed class GatePeersTests
{
    [Theory]
    [InlineData(0, "mog2_median")]
    [InlineData(1, "running_mean")]
    public async Task A_gate_of_others_triggers_where_its_definition_does_and_on_the_same_regions(int peer, string name)
    {
        string pictures = SharedData.Require("data/clips/ground-truth/cdnet_highway/input");
        if (!GatePeers.TryGet(out Contender[]? peers, out string? missing))
            Assert.Skip(missing);

        string fixture = Repository.Read("tests/BirbCam.Monitor.Tests/Bench/Peers/Fixtures/highway.json");
        int[][]?[] expected = JsonSerializer.Deserialize<Dictionary<string, int[][]?[]>>(fixture)![name];
        using IBenchedGate gate = peers[peer].Create();
        int frames = 0;
        int verdicts = 0;
        int regions = 0;
        await foreach (RecordedFrame recorded in new RecordedFrames(pictures, fps: null).ReadAsync(TestContext.Current.CancellationToken))
        {
            if (frames == expected.Length)
                break;

            gate.Take(recorded.Frame);
            GateView view = gate.Judge();
            int[][]? wanted = expected[frames++];
            verdicts += view.IsTriggered == wanted is not null ? 1 : 0;
            regions += view.Regions.ToHashSet().SetEquals((wanted ?? []).Select(box => new PixelRect(box[0], box[1], box[2], box[3]))) ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {verdicts} verdicts and {regions} sets of regions of {frames} are the same");
        Assert.Equal((frames, frames), (verdicts, regions));
    }
}
