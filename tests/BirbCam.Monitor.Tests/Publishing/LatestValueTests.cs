using BirbCam.Monitor.Publishing;

namespace BirbCam.Monitor.Tests.Publishing;

public sealed class LatestValueTests
{
    private readonly LatestValue _value = new("motion");

    [Fact]
    public void Nothing_is_owed_before_anything_was_said()
    {
        _value.MarkUnsent();

        Assert.False(_value.TryGetUnsent(out _, out _));
    }

    [Fact]
    public void Only_the_newest_is_owed()
    {
        _value.Set("ON"u8.ToArray());
        _value.Set("OFF"u8.ToArray());

        Assert.Equal("OFF", Send());
        Assert.Null(Send());
    }

    [Fact]
    public void What_was_set_while_the_last_was_on_its_way_is_owed()
    {
        _value.Set("ON"u8.ToArray());
        Assert.True(_value.TryGetUnsent(out _, out long version));
        _value.Set("OFF"u8.ToArray());
        _value.MarkSent(version);

        Assert.Equal("OFF", Send());
    }

    [Fact]
    public void Saying_the_same_again_owes_nothing()
    {
        _value.Set("ON"u8.ToArray());
        Send();
        _value.Set("ON"u8.ToArray());

        Assert.Null(Send());
    }

    [Fact]
    public void A_new_connection_is_owed_what_the_old_one_had()
    {
        _value.Set("ON"u8.ToArray());
        Send();
        _value.MarkUnsent();

        Assert.Equal("ON", Send());
    }

    private string? Send()
    {
        if (!_value.TryGetUnsent(out ReadOnlyMemory<byte> payload, out long version))
            return null;

        _value.MarkSent(version);
        return System.Text.Encoding.UTF8.GetString(payload.Span);
    }
}
