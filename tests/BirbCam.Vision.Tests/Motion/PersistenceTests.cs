using BirbCam.Vision.Motion;

namespace BirbCam.Vision.Tests.Motion;

public sealed class PersistenceTests
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.2);

    [Fact]
    public void A_thing_that_creeps_takes_its_age_along()
    {
        var persistence = new Persistence(20, 1);
        for (int x = 2; x <= 5; x++)
            persistence.Observe(Only(x), Step);

        Assert.Equal(0.6f, persistence.Ages[5], 0.01f);
        Assert.Equal(0, persistence.Ages[4]);
    }

    [Fact]
    public void A_thing_that_flickers_or_leaps_is_new()
    {
        var persistence = new Persistence(20, 1);
        persistence.Observe(Only(3), Step);
        persistence.Observe(new byte[20], Step);
        persistence.Observe(Only(3), Step);
        Assert.True(persistence.Ages[3] < 0.01f);

        persistence.Observe(Only(9), Step);
        Assert.True(persistence.Ages[9] < 0.01f);
    }

    private static byte[] Only(int x)
    {
        byte[] mask = new byte[20];
        mask[x] = 255;
        return mask;
    }
}
