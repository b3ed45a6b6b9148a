using BirbCam.Monitor.Capture.Streams;

namespace BirbCam.Monitor.Tests.Capture.Streams;

public sealed class DriverBufferTests
{
    [Fact]
    public void The_padding_behind_the_picture_is_left_out()
    {
        byte[] jpeg = TestPictures.Jpeg(32, 24, 1);

        Assert.Equal(jpeg, DriverBuffer.PictureIn((byte[])[.. jpeg, .. new byte[1000]]).ToArray());
    }

    [Fact]
    public void A_picture_whose_camera_leaves_the_end_out_gets_one()
    {
        byte[] jpeg = TestPictures.Jpeg(32, 24, 1);
        byte[] buffer = [.. jpeg[..^2], .. new byte[10]];

        Assert.Equal([.. jpeg[..^2], .. new byte[8], 0xFF, 0xD9], DriverBuffer.PictureIn(buffer).ToArray());
    }
}
