using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using BirbCam.Monitor.Sightings;

namespace BirbCam.Monitor.Tests.Sightings;

public sealed class RecordJsonTests
{
    [Fact]
    public void A_detection_with_all_its_evidence_reads_as_the_contract_says()
        => Golden.Same("detection.json", Indented(RecordJson.Write(Detections.WithAllEvidence())));

    [Fact]
    public void What_an_explanation_knows_beyond_the_contract_is_added_and_left_out_where_it_is_not_known()
    {
        Detection detection = Detections.WithAllEvidence();
        detection = detection with
        {
            Explain = detection.Explain! with { Exact = true, Lift = 2.904, Strongest = 0.81234567, Weakest = -0.25, Explained = 0.6176, Check = 1.23456e-7 },
        };

        string payload = RecordJson.Write(detection);

        Assert.Contains(
            """
            "in_motion":0.18,"spread":0.34,"exact":true,"lift":2.904,"strongest":0.8123,"weakest":-0.25,"explained":0.6176,"check":1.235E-07}
            """,
            payload, StringComparison.Ordinal);
        Assert.Equal(payload, RecordJson.Write(RecordJson.ReadDetection(payload)));
        Assert.DoesNotContain("against", payload, StringComparison.Ordinal);
    }

    [Fact]
    public void A_detection_without_evidence_says_null()
        => Golden.Same("detection-bare.json", Indented(RecordJson.Write(Detections.Of(Decision.None, Detections.Morning, 0.97) with { Id = Guid.Empty })));

    [Fact]
    public void A_change_of_a_sighting_reads_as_the_contract_says()
    {
        var sighting = new Sighting
        {
            Id = Guid.Parse("0199b7c2-0000-7000-8000-0123456789ab"),
            Revision = 3,
            Camera = "balcony",
            Label = "sparrow",
            FirstSeen = Detections.Morning,
            LastSeen = Detections.Morning.AddSeconds(12),
            Ended = true,
            Detections = 3,
            Accepted = 2,
            Moments = 3,
            Explained = 1,
            Best = new BestDetection(Guid.Parse("0199b7c2-7d34-7000-8000-0123456789ab"), 0.91, Detections.Morning.AddSeconds(4)),
        };

        Golden.Same("sighting.json", Indented(RecordJson.Write(new SightingChange("birbcam.sighting/1", 9, "b1946ac9", "end", sighting))));
    }

    [Fact]
    public void What_was_written_reads_back_and_writes_the_same_bytes()
    {
        string payload = RecordJson.Write(Detections.WithAllEvidence());

        Assert.Equal(payload, RecordJson.Write(RecordJson.ReadDetection(payload)));
    }

    [Theory]
    [InlineData("accepted", 0)]
    [InlineData("low_confidence", 1)]
    [InlineData("none", 2)]
    [InlineData("unknown", 3)]
    [InlineData("abstained", 4)]
    [InlineData("rejected_background", 5)]
    public void Every_decision_has_its_word(string word, int decision)
    {
        using JsonDocument json = JsonDocument.Parse(RecordJson.Write(Detections.Of((Decision)decision, Detections.Morning, 0.5, "sparrow")));

        Assert.Equal(word, json.RootElement.GetProperty("decision").GetString());
    }

    [Fact]
    public void A_label_that_tries_to_break_out_of_the_text_stays_text()
    {
        const string hostile = "</script>\"\n\u0000\ud83d\udc26{";
        Detection detection = RecordJson.ReadDetection(RecordJson.Write(Detections.Accepted(hostile, Detections.Morning)));

        Assert.Equal([hostile], detection.Labels);
        Assert.DoesNotContain("</script>", RecordJson.Write(detection), StringComparison.Ordinal);
    }

    [Fact]
    public void A_score_that_is_no_number_is_never_written()
        => Assert.Throws<ArgumentException>(() => RecordJson.Write(Detections.Accepted("sparrow", Detections.Morning, double.NaN)));

    /// <summary>The same text line by line, so that a difference can be read.</summary>
    private static string Indented(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        using var buffer = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(buffer, options))
            document.WriteTo(writer);

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
