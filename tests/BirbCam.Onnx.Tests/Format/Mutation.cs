using System.Text;
using BirbCam.Onnx.Gradients;

namespace BirbCam.Onnx.Tests.Format;

/// <summary>Damages models: their bytes, and what they say while the file as such stays sound.</summary>
internal sealed class Mutation(Random random)
{
    private static readonly long[] Numbers =
    [
        0, 1, 2, 3, 4, 5, 7, 8, 16, 17, 64, 255, 1 << 20, int.MaxValue, 1L << 32, 1L << 40, long.MaxValue, -1, -2, -3, -5, -100, int.MinValue, long.MinValue,
    ];

    private static readonly float[] Floats = [0, 1, -1, 0.5f, 1e30f, -1e-30f, float.NaN, float.PositiveInfinity, 2, 1e-5f];

    private static readonly string[] Words =
    [
        "", "x", "y", "axis", "axes", "perm", "pads", "mode", "auto_pad", "SAME_UPPER", "SAME_LOWER", "VALID", "linear", "cubic", "nearest", "reflect", "edge", "wrap",
        "com.microsoft", "ai.onnx", "ai.onnx.ml", "kernel_shape", "strides", "dilations", "group", "split", "starts", "ends", "steps", "equation", "ij,jk->ik", "...",
        "align_corners", "tf_crop_and_resize", "location", "/etc/passwd", "to", "value", "keepdims", "noop_with_empty_axes", "epsilon", "blocksize", "num_groups",
        "If", "Loop", "Shape", "Constant", "ConstantOfShape", "LSTM", "TopK", "Unique", "NonZero", "SequenceConstruct", "QuantizeLinear", "CumSum", "Trilu", "OneHot",
    ];

    /// <summary>The model once for each input of each node, which is absent there; and once for each node with one more input, which is absent.</summary>
    public static IEnumerable<byte[]> WithoutAnInput(byte[] model)
    {
        ProtoTree tree = ProtoTree.Of(model);
        foreach (ProtoTree node in tree.All().Where(field => field.Message == "Node"))
        {
            foreach (ProtoTree input in node.Fields.Where(field => field.Field == 1))
            {
                byte[] name = input.Bytes;
                input.Bytes = [];
                yield return tree.Written().Written.ToArray();
                input.Bytes = name;
            }

            ProtoTree? more = node.Fields.FirstOrDefault(field => field.Field == 1)?.Copy();
            if (more is null)
                continue;

            more.Bytes = [];
            node.Fields.Add(more);
            yield return tree.Written().Written.ToArray();
            node.Fields.Remove(more);
        }
    }

    /// <summary>One to four changes to what the model says; now and then to its bytes as well.</summary>
    public byte[] Of(byte[] model)
    {
        if (random.Next(4) == 0)
            return Damaged(model);

        ProtoTree tree = ProtoTree.Of(model);
        for (int changes = random.Next(1, 5); changes > 0; changes--)
            Change(tree);
        byte[] changed = tree.Written().Written.ToArray();
        return random.Next(10) == 0 ? Damaged(changed) : changed;
    }

    private byte[] Damaged(byte[] model)
    {
        List<byte> bytes = [.. model];
        for (int damages = random.Next(1, 4); damages > 0 && bytes.Count > 1; damages--)
        {
            int at = random.Next(bytes.Count);
            int length = random.Next(Math.Min(40, bytes.Count - at));
            switch (random.Next(6))
            {
                case 0 or 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes[at] = (byte)random.Next(256); break;
                case 3: bytes.RemoveRange(at, random.Next(8) == 0 ? bytes.Count - at : length); break;
                case 4: bytes.Insert(at, (byte)random.Next(256)); break;
                case 5: bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length)); break;
            }
        }

        return [.. bytes];
    }

    private void Change(ProtoTree model)
    {
        ProtoTree[] parents = [.. model.All().Where(field => field.Fields.Count > 0)];
        ProtoTree parent = Any(parents);
        int at = random.Next(parent.Fields.Count);
        ProtoTree field = parent.Fields[at];
        switch (random.Next(9))
        {
            case 0: parent.Fields.RemoveAt(at); break;
            case 1: parent.Fields.Insert(at, field.Copy()); break;
            case 2:
                int other = random.Next(parent.Fields.Count);
                (parent.Fields[at], parent.Fields[other]) = (parent.Fields[other], parent.Fields[at]);
                break;
            case 3: Any(model.All().Where(some => some.Message == parent.Message)).Fields.Add(field.Copy()); break;
            case 4: field.Field = random.Next(1, 22); break;
            default: ChangeValue(Any(model.All().Where(some => some.Message.Length == 0)), model); break;
        }
    }

    private void ChangeValue(ProtoTree field, ProtoTree model)
    {
        switch (random.Next(8))
        {
            case 0: field.Wire = 0; field.Number = Any(Numbers); break;
            case 1: field.Wire = 5; field.Number = BitConverter.SingleToInt32Bits(Any(Floats)); break;
            case 2: field.Wire = 2; field.Bytes = Encoding.UTF8.GetBytes(Any(Words)); break;
            case 3: field.Wire = 2; field.Bytes = Encoding.UTF8.GetBytes(Any(GradientRules.Operators)); break;
            case 4 when field.Wire == 2: field.Bytes = Any(model.All().Where(some => some is { Wire: 2, Message.Length: 0 })).Bytes; break;
            case 5 when field.Wire == 2: field.Bytes = field.Bytes[..random.Next(field.Bytes.Length + 1)]; break;
            default: field.Number = field.Wire == 5 ? BitConverter.SingleToInt32Bits(Any(Floats)) : Any(Numbers); break;
        }
    }

    private T Any<T>(IEnumerable<T> choices)
    {
        T[] all = [.. choices];
        return all[random.Next(all.Length)];
    }
}
