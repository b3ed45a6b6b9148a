using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Publishing.Payloads;

namespace BirbCam.Monitor.Tests;

public sealed class StatusReporterTests
{
    // Rows of the states a camera can be in, of the gate and of the store, and what people are told.
    [Theory]
    [InlineData("Opening", true, null, "Starting")]
    [InlineData("Running", true, null, "Settling")]
    [InlineData("Running", false, null, "Running")]
    [InlineData("Running", false, "the volume is full", "Degraded")]
    [InlineData("Reopening", false, null, "CameraError")]
    [InlineData("Reopening", false, "the volume is full", "CameraError")]
    [InlineData("Night", false, null, "Night")]
    [InlineData("Paused", false, null, "Paused")]
    [InlineData("Ended", false, null, "Stopping")]
    public void The_state_is_the_first_thing_that_a_person_should_know(string camera, bool isSettling, string? trouble, string expected)
    {
        var status = new CameraStatus(Enum.Parse<CameraState>(camera), null, DateTimeOffset.UnixEpoch);

        Assert.Equal(Enum.Parse<NodeState>(expected), StatusReporter.Condition(status, isSettling, trouble).State);
    }

    [Fact]
    public void The_reason_is_passed_on()
    {
        var lost = new CameraStatus(CameraState.Reopening, "no picture for 10 s.", DateTimeOffset.UnixEpoch);
        var running = new CameraStatus(CameraState.Running, null, DateTimeOffset.UnixEpoch);

        Assert.Equal("no picture for 10 s.", StatusReporter.Condition(lost, isSettling: false, trouble: null).Reason);
        Assert.Equal("the volume is full", StatusReporter.Condition(running, isSettling: false, "the volume is full").Reason);
    }
}
