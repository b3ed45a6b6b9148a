using System.Text;
using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Setup;
using BirbCam.Monitor.Tests.House;

namespace BirbCam.Monitor.Tests.Setup;

public sealed class CommentedJsonTests
{
    [Theory]
    [InlineData("""{ "A": { "B": 1 } }""", """{ "A": { "B": 7 } }""")]
    [InlineData("""{ "a": { "b": "x" /* , */ } } // end""", """{ "a": { "b": 7 /* , */ } } // end""")]
    [InlineData("""{ "A:B": "}" }""", """{ "A:B": 7 }""")]
    [InlineData("""{ "A": { "B": [1, { "B": 2 }], "C": 3 } }""", """{ "A": { "B": 7, "C": 3 } }""")]
    [InlineData("{}", """{ "A": { "B": 7 } }""")]
    [InlineData("""{"A":{}}""", """{"A":{ "B": 7 }}""")]
    [InlineData("""{ "A": null }""", """{ "A": { "B": 7 } }""")]
    [InlineData("""{ "A": { "C": 1 } }""", """{ "A": { "C": 1, "B": 7 } }""")]
    [InlineData("""{ "A": { "C": 1, } }""", """{ "A": { "C": 1, "B": 7 } }""")]
    [InlineData("""{ "A": { "C": 1 /* , */ } }""", """{ "A": { "C": 1, /* , */ "B": 7 } }""")]
    [InlineData("{\n  // c\n}\n", "{\n  // c\n  \"A\": { \"B\": 7 }\n}\n")]
    [InlineData("{\n\t\"A\": {\n\t\t\"C\": 1 // one, and\n\t}\n}", "{\n\t\"A\": {\n\t\t\"C\": 1, // one, and\n\t\t\"B\": 7\n\t}\n}")]
    [InlineData("{\r\n  \"A\": {\r\n    \"C\": 1\r\n  }\r\n}", "{\r\n  \"A\": {\r\n    \"C\": 1,\r\n    \"B\": 7\r\n  }\r\n}")]
    [InlineData("\uFEFF{ \"Ü\": \"ß\", \"A\": { \"B\": null } }", "\uFEFF{ \"Ü\": \"ß\", \"A\": { \"B\": 7 } }")]
    public void A_value_changes_and_everything_else_stays(string before, string after)
        => Assert.Equal(after, Text(Json(before).With("A.B", "7")));

    [Theory]
    [InlineData("{}", "{ \"A\": [\n  7\n] }")]
    [InlineData("""{ "A": [1] }""", """{ "A": [1, 7] }""")]
    [InlineData("""{ "A": [1, /* two */ ] }""", """{ "A": [1, /* two */ 7] }""")]
    [InlineData("""{ "A": null }""", "{ \"A\": [\n  7\n] }")]
    [InlineData("{\n  \"A\": [\n    1 // one\n  ]\n}", "{\n  \"A\": [\n    1, // one\n    7\n  ]\n}")]
    public void An_item_comes_last_in_its_list(string before, string after) => Assert.Equal(after, Text(Json(before).WithItem("A", "7")));

    [Fact]
    public void Any_value_of_the_sample_can_be_changed_without_another_byte()
    {
        byte[] sample = File.ReadAllBytes(Path.Combine(Repository.Root, "config/birbcam.json"));
        foreach ((string key, string now, string wanted) in new[]
        {
            ("Camera.Uri", "\"v4l2:/dev/video0\"", "\"sim:balcony\""), ("Web.Listen", "\"http://localhost:8080\"", "null"), ("Mqtt.Tls", "false", "true"), ("Rejects.MaxMegabytes", "200", "100"),
        })
        {
            CommentedJson changed = new CommentedJson(sample).With(key, wanted);

            Assert.False(changed.Content.SequenceEqual(sample));
            Assert.True(changed.With(key, now).Content.SequenceEqual(sample));
            _ = ConfigurationFile.Parse(changed.Content, "the sample");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{ \"A\": tru }")]
    [InlineData("{ \"\\ud800\": 1 }")]
    public void What_is_no_object_is_refused(string text) => Assert.Throws<InvalidDataException>(() => Json(text));

    [Fact]
    public void Bytes_that_are_no_text_are_refused() => Assert.Throws<InvalidDataException>(() => new CommentedJson([(byte)'{', 0xff, (byte)'}']));

    private static CommentedJson Json(string text) => new(Encoding.UTF8.GetBytes(text));

    private static string Text(CommentedJson json) => Encoding.UTF8.GetString(json.Content);
}
