using BirbCam.Vision.Motion.Kernels;

namespace BirbCam.Vision.Tests.Motion.Kernels;

public sealed class MaskRunsTests
{
    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 255, 255, 0, 0, 0, 255 })]
    [InlineData(new byte[] { 0, 255, 0 })]
    public void The_runs_are_the_mask_in_order(byte[] mask)
    {
        var runs = new MaskRuns(mask);
        var walked = new List<byte>();
        while (runs.MoveNext())
        {
            byte[] run = mask[runs.From..(runs.From + runs.Length)];
            Assert.Single(run.Distinct());
            Assert.Equal(run[0], runs.Value);
            walked.AddRange(run);
        }

        Assert.Equal(mask, walked);
    }
}
