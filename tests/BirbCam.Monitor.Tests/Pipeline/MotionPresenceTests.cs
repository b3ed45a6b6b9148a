using BirbCam.Monitor.Pipeline;
using Microsoft.Extensions.Time.Testing;

namespace BirbCam.Monitor.Tests.Pipeline;

public sealed class MotionPresenceTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _said = [];
    private readonly MotionPresence _presence;

    public MotionPresenceTests()
    {
        _presence = new MotionPresence(_time);
        _presence.Began += () => _said.Add("ON");
        _presence.Ended += () => _said.Add("OFF");
    }

    [Fact]
    public void Motion_begins_once_and_ends_thirty_seconds_after_the_last_trigger()
    {
        _presence.Triggered();
        _time.Advance(TimeSpan.FromSeconds(20));
        _presence.Triggered();
        _time.Advance(TimeSpan.FromSeconds(29));
        _presence.Look();
        Assert.Equal(["ON"], _said);

        _time.Advance(TimeSpan.FromSeconds(1));
        _presence.Look();
        _presence.Look();
        Assert.Equal(["ON", "OFF"], _said);
    }

    [Fact]
    public void It_begins_anew_after_it_has_ended()
    {
        _presence.Triggered();
        _time.Advance(TimeSpan.FromMinutes(1));
        _presence.Look();
        _presence.Triggered();

        Assert.Equal(["ON", "OFF", "ON"], _said);
    }
}
