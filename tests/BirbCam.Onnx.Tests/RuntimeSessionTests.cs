using System.Runtime.InteropServices;

namespace BirbCam.Onnx.Tests;

public sealed partial class RuntimeSessionTests
{
    [Fact]
    public void Nobody_is_told_what_the_camera_sees()
    {
        Assert.NotEmpty(RuntimeSession.Version);

        // What the runtime sees, not what .NET remembers.
        Assert.Equal("1", Marshal.PtrToStringUTF8(ReadEnvironment(RuntimeSession.TelemetrySwitch)));
    }

    [DllImport("libc", EntryPoint = "getenv")]
    private static extern IntPtr ReadEnvironment([MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}
