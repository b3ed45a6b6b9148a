using System.Text;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Publishing.Payloads;
using BirbCam.Monitor.Tests.Sightings;
using Microsoft.Extensions.Time.Testing;

namespace BirbCam.Monitor.Tests.Publishing;

public sealed class StatusBoardTests
{
    private readonly FakeTimeProvider _time = new(Detections.Morning);
    private readonly StatusBoard _board;

    public StatusBoardTests() => _board = new StatusBoard(
        new MqttTopics("birbcam", "balcony"), new PublisherSetup(new MqttOptions(), "balcony", "b1946ac9", "0.1.0", PublishingNode.Labels, PublishingNode.Card), _time);

    [Fact]
    public void The_status_reads_as_the_contract_says()
    {
        _time.Advance(TimeSpan.FromMinutes(1));
        _board.SetStatus(NodeState.CameraError, "/dev/video0 is gone: plug it in");

        Golden.Same("status.json", Held("birbcam/balcony/status")!);
    }

    [Fact]
    public void Another_reason_for_the_same_state_does_not_make_it_younger()
    {
        _board.SetStatus(NodeState.Degraded, "one");
        _time.Advance(TimeSpan.FromMinutes(1));
        _board.SetStatus(NodeState.Degraded, "two");

        Assert.Contains("\"reason\":\"two\",\"since\":\"2026-10-04T13:12:03.412Z\"", Held("birbcam/balcony/status"), StringComparison.Ordinal);
    }

    [Fact]
    public void It_begins_with_starting_the_model_no_camera_and_no_motion_and_nothing_else()
    {
        Assert.Contains("\"state\":\"starting\"", Held("birbcam/balcony/status"), StringComparison.Ordinal);
        Assert.Equal("OFF", Held("birbcam/balcony/motion"));
        Assert.Equal("OFF", Held("birbcam/balcony/camera/state"));
        Assert.Equal(PublishingNode.Card, Encoding.UTF8.GetBytes(Held("birbcam/balcony/model")!));
        Assert.Equal(4, _board.All.Count(value => value.TryGetUnsent(out _, out _)));
    }

    [Fact]
    public void A_label_of_a_large_model_that_has_no_topics_says_nothing()
    {
        _board.SetThreshold("wren", 0.5);
        _board.SetThreshold(PublishingNode.Labels[0], 0.25);

        Assert.Equal("0.25", Held($"birbcam/balcony/threshold/{PublishingNode.Labels[0]}/state"));
        Assert.DoesNotContain(_board.All, value => value.Topic.Contains("wren", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cooper's hawk", "cooper_s_hawk")]
    [InlineData("गौरैया", "ग_र_य_")]
    [InlineData("a/+/#\0\n", "a______")]
    public void A_label_is_one_level_of_a_topic_whatever_it_is_called(string label, string level)
        => Assert.Equal($"birbcam/balcony/label/{level}/present", new MqttTopics("birbcam", "balcony").Present(label));

    [Theory]
    [InlineData("raspberrypi", "raspberrypi")]
    [InlineData("Garden-Pi.local", "garden-pi-local")]
    [InlineData("a/b+c#d\0", "a-b-c-d")]
    [InlineData("Küche_1", "k-che_1")]
    [InlineData("…", "birbcam")]
    [InlineData("", "birbcam")]
    public void A_node_is_called_like_its_machine_as_far_as_a_topic_allows(string machine, string node) => Assert.Equal(node, MqttTopics.NodeName(machine));

    private string? Held(string topic)
        => _board.All.Single(value => value.Topic == topic).TryGetUnsent(out ReadOnlyMemory<byte> payload, out _) ? Encoding.UTF8.GetString(payload.Span) : null;
}
