using BirbCam.Monitor.Cli;
using BirbCam.Monitor.Cli.Models;
using BirbCam.Monitor.Tests.House;

namespace BirbCam.Monitor.Tests.Cli.Models;

public sealed class LabelMapTests
{
    private static readonly string[] Classes =
    [
        "Poecile atricapillus (Black-capped Chickadee)", "Poecile gambeli (Mountain Chickadee)", "Passer domesticus (House Sparrow)",
        "Accipiter nisus (Eurasian Sparrowhawk)", "Lonchura oryzivora (Java Sparrow)", "background", "fox squirrel, eastern fox squirrel, Sciurus niger",
    ];

    [Fact]
    public void Without_a_map_every_class_has_its_own_name_and_the_background_none()
    {
        LabelMap map = LabelMap.OfNames(["wren", "None", " robin\u001b ", "", new string('w', 80), "wren"]);

        Assert.Equal(["wren", null, "robin", null, new string('w', 64), "wren"], map.OfClasses);
        Assert.Equal(["wren", "robin", new string('w', 64)], map.Labels);
        Assert.False(map.IsPlain);
        Assert.True(LabelMap.OfNames(["wren", "robin"]).IsPlain);
    }

    [Theory]
    [InlineData("Poecile atricapillus = bird", 0)]
    [InlineData("black-capped chickadee = bird", 0)]
    [InlineData("Poecile gambeli (Mountain Chickadee) = bird # the western one", 1)]
    [InlineData("* Chickadee=bird", 0, 1)]
    [InlineData("Poecile * = bird", 0, 1)]
    [InlineData("* Sparrow = bird", 2, 4)]
    [InlineData("background = bird", 5)]
    [InlineData("Sciurus niger = bird", 6)]
    public void A_class_is_called_by_any_of_its_names(string line, params int[] meant)
        => Assert.Equal(meant, Enumerable.Range(0, Classes.Length).Where(i => LabelMap.Parse([line], Classes, "map").OfClasses[i] == "bird"));

    [Fact]
    public void The_first_line_that_knows_a_class_decides()
    {
        LabelMap map = LabelMap.Parse(["# small ones", "", "Java Sparrow = none", "* Sparrow = sparrow", "* Chickadee = chickadee", "* = bird"], Classes, "map");

        Assert.Equal(["chickadee", "chickadee", "sparrow", "bird", null, "bird", "bird"], map.OfClasses);
        Assert.Equal(["sparrow", "chickadee", "bird"], map.Labels);
    }

    [Theory]
    [InlineData("Poecile atricapilus = chickadee", "birds.map, line 2: the model has no class 'Poecile atricapilus'")]
    [InlineData("chickadee", "birds.map, line 2: 'chickadee' is not of the form")]
    [InlineData("a = b = c", "is not of the form")]
    [InlineData("= chickadee", "is not of the form")]
    [InlineData("background = none", "gives no class a label")]
    public void A_wrong_line_is_named(string line, string reason)
        => Assert.Contains(reason, Assert.Throws<UsageException>(() => LabelMap.Parse(["# mine", line], Classes, "birds.map")).Message, StringComparison.Ordinal);

    [Fact]
    public void Numbers_before_the_names_are_taken_off_where_they_count_the_lines()
    {
        Assert.Equal(["wren", "robin", "3-toed woodpecker"], LabelMap.Names(["0  wren", "1\trobin", "2: 3-toed woodpecker"]));
        Assert.Equal(["3 wren", "1 robin"], LabelMap.Names(["3 wren", "1 robin"]));
    }

    [Fact]
    public void The_map_that_ships_knows_the_birds_of_the_balcony()
    {
        string[] lines = LabelMap.ReadLines(Path.Combine(Repository.Root, "config", "aiy-birds.map"));
        LabelMap map = LabelMap.Parse(lines, [.. Classes, "Gymnorhina tibicen (Australian Magpie)", "Pica pica (Eurasian Magpie)"], "aiy-birds.map");

        Assert.Equal(["chickadee", "chickadee", "sparrow", null, null, null, null, null, "magpie"], map.OfClasses);
    }
}
