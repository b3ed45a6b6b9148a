using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Onnx;

/// <summary>ONNX Runtime's tensors of real numbers, read and written as floats whatever their precision.</summary>
public static class RuntimeTensor
{
    /// <summary>All elements of a tensor, as floats.</summary>
    /// <param name="tensor">Float, Float16, BFloat16 or Double.</param>
    /// <param name="values">Receives as many values as the tensor has.</param>
    /// <exception cref="OnnxFormatException">The tensor holds no real numbers, or another count of them.</exception>
    public static void CopyTo(OrtValue tensor, Span<float> values)
    {
        OrtTensorTypeAndShapeInfo info = tensor.GetTensorTypeAndShape();
        if (info.ElementCount != values.Length)
            throw new OnnxFormatException($"a tensor of {info.ElementCount} elements where there were {values.Length} before: its shape depends on what the model sees");

        switch ((ElementType)(int)info.ElementDataType)
        {
            case ElementType.Float:
                tensor.GetTensorDataAsSpan<float>().CopyTo(values);
                break;
            case ElementType.Float16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(tensor.GetTensorDataAsSpan<Float16>()), values);
                break;
            case ElementType.BFloat16:
                ReadOnlySpan<BFloat16> halves = tensor.GetTensorDataAsSpan<BFloat16>();
                for (int i = 0; i < halves.Length; i++)
                    values[i] = (float)halves[i];
                break;
            case ElementType.Double:
                TensorPrimitives.ConvertTruncating<double, float>(tensor.GetTensorDataAsSpan<double>(), values);
                break;
            default:
                throw new OnnxFormatException($"a tensor of {tensor.GetTensorTypeAndShape().ElementDataType} where real numbers are expected");
        }
    }

    /// <summary>A tensor that takes floats in by <see cref="Fill"/>; the caller disposes it.</summary>
    public static OrtValue Create(TensorInfo tensor)
        => OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, (Microsoft.ML.OnnxRuntime.Tensors.TensorElementType)(int)tensor.Type, tensor.ToLongShape());

    /// <summary>Rounds the floats to what the tensor holds.</summary>
    /// <param name="values">As many as the tensor has elements.</param>
    /// <exception cref="OnnxFormatException">The tensor holds neither real numbers nor bytes.</exception>
    public static void Fill(OrtValue tensor, ReadOnlySpan<float> values)
    {
        switch ((ElementType)(int)tensor.GetTensorTypeAndShape().ElementDataType)
        {
            case ElementType.Float:
                values.CopyTo(tensor.GetTensorMutableDataAsSpan<float>());
                break;
            case ElementType.Float16:
                TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<Float16, Half>(tensor.GetTensorMutableDataAsSpan<Float16>()));
                break;
            case ElementType.BFloat16:
                Span<BFloat16> halves = tensor.GetTensorMutableDataAsSpan<BFloat16>();
                for (int i = 0; i < halves.Length; i++)
                    halves[i] = (BFloat16)values[i];
                break;
            case ElementType.Double:
                TensorPrimitives.ConvertTruncating<float, double>(values, tensor.GetTensorMutableDataAsSpan<double>());
                break;
            case ElementType.UInt8:
                Span<byte> bytes = tensor.GetTensorMutableDataAsSpan<byte>();
                for (int i = 0; i < bytes.Length; i++)
                    bytes[i] = (byte)Math.Clamp(MathF.Round(values[i]), 0, 255);
                break;
            default:
                throw new OnnxFormatException($"a tensor of {tensor.GetTensorTypeAndShape().ElementDataType} where real numbers are expected");
        }
    }
}
