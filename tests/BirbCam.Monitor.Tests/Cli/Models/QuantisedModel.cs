using System.Security.Cryptography;
using System.Text.Json.Nodes;
using BirbCam.Tests;

namespace BirbCam.Monitor.Tests.Cli.Models;

/// <summary>A model whose gradient stops at whole numbers, with a card: it can be explained by trying, and by plain Grad-CAM alone.</summary>
internal static class QuantisedModel
{
    /// <summary>Copies it into a folder.</summary>
    /// <returns>The model's path.</returns>
    public static string In(TestFolder folder)
    {
        byte[] model = File.ReadAllBytes(SharedData.Require(Path.Combine("fixtures", "gradcam", "tflite_tiny", "expected_qdq.onnx")));
        string[] labels = ["chickadee", "magpie", "sparrow", "squirrel", "wren"];
        var card = new JsonObject
        {
            ["schema"] = "birbcam.model/1",
            ["name"] = "whole",
            ["version"] = "1",
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(model)),
            ["labels"] = new JsonArray([.. labels.Select(label => JsonValue.Create(label))]),
            ["activation"] = "softmax",
            ["input"] = new JsonObject
            {
                ["name"] = "image",
                ["width"] = 32,
                ["height"] = 32,
                ["resize"] = "stretch",
                ["colour"] = "rgb",
                ["scale"] = 0.0078125,
                ["mean"] = new JsonArray(1, 1, 1),
                ["std"] = new JsonArray(1, 1, 1),
            },
            ["output"] = new JsonObject { ["name"] = "prob", ["is"] = "probabilities" },
            ["views"] = new JsonObject { ["frame"] = new JsonObject { ["weight"] = 1 }, ["fuse"] = "mean_logit" },
            ["thresholds"] = new JsonObject(labels.Select(label => KeyValuePair.Create(label, (JsonNode?)0.5))),
            ["calibration"] = new JsonObject { ["temperature"] = 1 },
            ["explain"] = new JsonObject { ["layer"] = "auto" },
        };
        File.WriteAllBytes(folder["whole.onnx"], model);
        File.WriteAllText(folder["whole.json"], card.ToJsonString());
        return folder["whole.onnx"];
    }
}
