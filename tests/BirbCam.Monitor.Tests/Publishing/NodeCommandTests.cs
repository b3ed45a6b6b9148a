using System.Text;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Publishing.Brokers;

namespace BirbCam.Monitor.Tests.Publishing;

public sealed class NodeCommandTests
{
    private static readonly MqttTopics Topics = new("birbcam", "balcony");

    [Theory]
    [InlineData("enabled/set", "ON", "Enable { IsEnabled = True }")]
    [InlineData("enabled/set", "OFF", "Enable { IsEnabled = False }")]
    [InlineData("threshold/blue_tit/set", "0.35", "SetThreshold { Label = Blue Tit, Threshold = 0.35 }")]
    [InlineData("recalibrate/set", "PRESS", "Recalibrate { }")]
    [InlineData("snapshot/set", "PRESS", "TakeSnapshot { }")]
    public void A_command_is_understood(string topic, string payload, string expected)
        => Assert.Equal((expected, null), (Read(topic, payload).Command?.ToString(), Read(topic, payload).Fault));

    [Theory]
    [InlineData("enabled/set", "on", "ON or OFF")]
    [InlineData("enabled/set", "", "ON or OFF")]
    [InlineData("threshold/blue_tit/set", "0", "0.01 to 0.99")]
    [InlineData("threshold/blue_tit/set", "NaN", "0.01 to 0.99")]
    [InlineData("threshold/blue_tit/set", "1e400", "0.01 to 0.99")]
    [InlineData("threshold/blue_tit/set", "0,5", "0.01 to 0.99")]
    [InlineData("threshold/wren/set", "0.5", "no such command")]
    [InlineData("threshold/blue_tit/set", "0.5000000000000000000000000000000000000000000000000000000000000000000000000000", "0.01 to 0.99")]
    [InlineData("recalibrate/set", "ON", "PRESS")]
    [InlineData("reboot/set", "PRESS", "no such command")]
    [InlineData("review/set", "sparrow", "with the id of a detection")]
    [InlineData("review/set", """{"id":"7","labels":[]}""", "with the id of a detection")]
    [InlineData("review/set", """{"id":"0199b7c2-7d34-7000-8000-0123456789ab"}""", "with the id of a detection")]
    [InlineData("review/set", """{"id":"0199b7c2-7d34-7000-8000-0123456789ab","labels":null}""", "with the id of a detection")]
    [InlineData("review/set", """{"id":"0199b7c2-7d34-7000-8000-0123456789ab","labels":[{}]}""", "with the id of a detection")]
    [InlineData("review/set", """{"id":"0199b7c2-7d34-7000-8000-0123456789ab","labels":[],"sql":"x"}""", "with the id of a detection")]
    public void What_is_none_is_refused_in_words(string topic, string payload, string fault)
    {
        Assert.Null(Read(topic, payload).Command);
        Assert.Contains(fault, Read(topic, payload).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_review_is_understood()
    {
        var review = Assert.IsType<ReviewDetection>(Read("review/set", """{"id":"0199b7c2-7d34-7000-8000-0123456789ab","labels":["sparrow","Blue Tit"]}""").Command);

        Assert.Equal(Guid.Parse("0199b7c2-7d34-7000-8000-0123456789ab"), review.Id);
        Assert.Equal(["sparrow", "Blue Tit"], review.Labels);
    }

    [Fact]
    public void A_review_as_long_as_a_book_is_refused()
        => Assert.NotNull(Read("review/set", $$"""{"id":"0199b7c2-7d34-7000-8000-0123456789ab","labels":["{{new string('a', 5000)}}"]}""").Fault);

    private static (NodeCommand? Command, string? Fault) Read(string topic, string payload)
        => NodeCommand.Read(new WireMessage($"birbcam/balcony/{topic}", Encoding.UTF8.GetBytes(payload), Retained: false), Topics, ["Blue Tit", "sparrow"]);
}
