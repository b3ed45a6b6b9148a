using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Tests.Format;

public sealed class ProtoReaderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(300)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void An_integer_comes_back_as_it_was_written(long value)
    {
        var field = new ProtoReader(new ProtoWriter().Integer(3, value).Written.ToArray());

        Assert.True(field.Next());
        Assert.Equal((3, value), (field.Field, field.Integer));
        Assert.False(field.Next());
    }

    [Fact]
    public void Texts_floats_and_messages_come_back_in_their_order()
    {
        var field = new ProtoReader(new ProtoWriter().Text(1, "Kohlmeise ½").Float(2, 1.5f).Message(77, new ProtoWriter().Integer(1, 5)).Written.ToArray());

        Assert.True(field.Next());
        Assert.Equal("Kohlmeise ½", field.Text);
        Assert.True(field.Next());
        Assert.Equal(1.5f, field.Float);
        Assert.True(field.Next());
        Assert.Equal((77, 2), (field.Field, field.Bytes.Length));
        Assert.False(field.Next());
    }

    [Fact]
    public void Lists_are_read_packed_and_one_by_one()
    {
        List<long> integers = [];
        List<float> floats = [];
        var field = new ProtoReader(new ProtoWriter()
            .Integer(1, 7).Bytes(1, [8, 0x80, 0x01])
            .Float(2, 1).Bytes(2, [0, 0, 0, 0x40, 0, 0, 0x40, 0x40]).Written.ToArray());
        while (field.Next())
        {
            if (field.Field == 1)
                field.AddIntegersTo(integers, most: 100);
            else
                field.AddFloatsTo(floats, most: 100);
        }

        Assert.Equal([7, 8, 128], integers);
        Assert.Equal([1, 2, 3], floats);
    }

    [Theory]
    [InlineData("08")] // a tag without its number
    [InlineData("0A05414243")] // five bytes said, three there
    [InlineData("0AFFFFFFFFFFFFFFFFFF01")] // a length of 2^64 − 1
    [InlineData("0AFFFFFFFF07")] // a length of 2 GiB
    [InlineData("08FFFFFFFFFFFFFFFFFFFF01")] // a number of eleven bytes
    [InlineData("0B")] // a group, which protobuf gave up in 2008
    [InlineData("0F")] // a wire type that does not exist
    [InlineData("0000")] // field zero
    [InlineData("0D0102")] // half a float
    public void A_message_that_is_none_is_refused(string hex)
        => Assert.Throws<OnnxFormatException>(() =>
        {
            var field = new ProtoReader(Convert.FromHexString(hex));
            while (field.Next())
            {
            }
        });

    [Fact]
    public void A_field_of_another_type_than_expected_is_refused()
    {
        var field = new ProtoReader(new ProtoWriter().Integer(1, 5).Written.ToArray());
        field.Next();

        Assert.Throws<OnnxFormatException>(() => field.Text);
        Assert.Throws<OnnxFormatException>(() => field.Float);
    }

    [Fact]
    public void A_text_that_is_no_utf8_is_refused()
    {
        var field = new ProtoReader(new ProtoWriter().Bytes(1, [0xFF, 0xFE]).Written.ToArray());
        field.Next();

        Assert.Throws<OnnxFormatException>(() => field.Text);
    }
}
