using System.Buffers.Binary;
using BirbCam.Tests;

namespace BirbCam.Onnx.Tests.TfLite;

/// <summary>The small quantised classifier of the shared fixtures: 12 operators with the traps of Google's birds model, 12 pictures, 5 classes.</summary>
internal sealed class TinyClassifier
{
    public const int Pictures = 12;
    public const int Classes = 5;
    private const int PictureSize = 32 * 32 * 3;

    private readonly string _folder = SharedData.Require(Path.Combine("fixtures", "gradcam", "tflite_tiny"));

    public byte[] File => System.IO.File.ReadAllBytes(Path.Combine(_folder, "model.tflite"));

    public Npy Read(string array) => Npy.Read(Path.Combine(_folder, $"{array}.npy"));

    /// <summary>What Arm NN computes in integers, as probabilities.</summary>
    public float[] ArmNn => Array.ConvertAll(Bytes("prob_u8_armnn"), value => value / 256f);

    /// <summary>A picture as the network wants it: channels first, (v − 128) / 128.</summary>
    public float[] Picture(int index)
    {
        ReadOnlySpan<byte> pixels = Bytes("images_u8").AsSpan(index * PictureSize, PictureSize);
        float[] values = new float[PictureSize];
        for (int i = 0; i < PictureSize; i++)
            values[(i % 3 * 32 * 32) + (i / 3)] = (pixels[i] - 128) / 128f;
        return values;
    }

    private byte[] Bytes(string array)
    {
        byte[] npy = System.IO.File.ReadAllBytes(Path.Combine(_folder, $"{array}.npy"));
        return npy[(10 + BinaryPrimitives.ReadUInt16LittleEndian(npy.AsSpan(8)))..];
    }
}
