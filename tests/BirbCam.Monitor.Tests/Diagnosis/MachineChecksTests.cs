using BirbCam.Monitor.Diagnosis;

namespace BirbCam.Monitor.Tests.Diagnosis;

public sealed class MachineChecksTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("0x0", "Good")]
    [InlineData("0x50000", "Doubtful")]
    [InlineData("0x50005", "Bad")]
    [InlineData("50005", "Bad")]
    [InlineData("much", "Doubtful")]
    public void The_firmware_tells_of_power_now_and_since_the_start(string says, string expected)
        => Assert.Equal(Enum.Parse<Health>(expected), MachineChecks.Power(says).Health);

    [Fact]
    public void A_disk_with_room_is_good_and_nothing_is_left_on_it()
    {
        Assert.Equal(Health.Good, MachineChecks.Disk(_folder.Path, keepFreeMegabytes: 1).Health);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_disk_that_is_too_full_is_bad_and_says_what_to_do()
    {
        Finding finding = MachineChecks.Disk(_folder.Path, keepFreeMegabytes: int.MaxValue);

        Assert.Equal(Health.Bad, finding.Health);
        Assert.Contains("Store.KeepFreeMegabytes", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_bad()
    {
        File.WriteAllText(_folder["file"], "in the way");

        Assert.Equal(Health.Bad, MachineChecks.Disk(_folder["file/below"], keepFreeMegabytes: 1).Health);
    }
}
