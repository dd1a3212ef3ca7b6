using System.Buffers.Binary;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class BadObjectTests
{
    private const int ClassOffset = 4;
    private const int ByteOrderOffset = 5;

    [Fact]
    public void A_truncated_object_says_where_it_ends()
    {
        byte[] image = Image();

        foreach (int length in new[] { 0, 3, 63, 64, image.Length / 2, image.Length - 1 })
        {
            BpfException e = Refused(image[..length]);
            Assert.Equal(Errno.ENOEXEC, e.Errno);
            Assert.StartsWith("open BPF object bad: ", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', e.Message);
        }

        Assert.Contains("truncated", Refused(image[..(image.Length / 2)]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_32_bit_object_says_so()
    {
        byte[] image = Image();
        image[ClassOffset] = 1;

        Assert.Contains("32-bit", Refused(image).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_big_endian_object_says_so_and_how_to_rebuild_it()
    {
        byte[] image = Image();
        image[ByteOrderOffset] = 2;
        BinaryPrimitives.WriteUInt16BigEndian(image.AsSpan(16), 1);
        BinaryPrimitives.WriteUInt16BigEndian(image.AsSpan(18), 247);

        BpfException e = Refused(image);

        Assert.Contains("big-endian", e.Message, StringComparison.Ordinal);
        Assert.Contains("-target bpfel", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_without_BTF_says_how_to_compile_it()
    {
        byte[] image = Image();
        for (int name; (name = image.AsSpan().IndexOf(".BTF\0"u8)) >= 0;)
            image[name + 1] = (byte)'X'; // ".rel.BTF" may share its end.

        Assert.Contains("has no BTF: compile with -g", Refused(image).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_executable_is_no_BPF_object()
        => Assert.Contains("not for BPF", Assert.Throws<BpfException>(() => BpfObject.OpenFile(Workload.Path)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_missing_file_is_named()
        => Assert.Contains("/no/such.bpf.o", Assert.Throws<BpfException>(() => BpfObject.OpenFile("/no/such.bpf.o")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_missing_map_or_program_lists_those_that_are_there()
    {
        using Numbers numbers = Numbers.Open();

        var map = Assert.Throws<ArgumentException>(() => numbers.Object.GetMap("numbres"));
        var program = Assert.Throws<ArgumentException>(() => numbers.Object.GetProgram("write"));

        Assert.StartsWith("Numbers has no map numbres; it has: numbers.", map.Message, StringComparison.Ordinal);
        Assert.StartsWith("Numbers has no program write; it has: write_numbers, write_short.", program.Message, StringComparison.Ordinal);
    }

    private static BpfException Refused(byte[] image)
        => Assert.Throws<BpfException>(() => BpfObject.Open(image, new BpfOpenOptions { Name = "bad" }));

    internal static byte[] Image()
    {
        string name = typeof(Numbers).Assembly.GetManifestResourceNames().Single(n => n.EndsWith("Numbers.bpf.o", StringComparison.Ordinal));
        using Stream stream = typeof(Numbers).Assembly.GetManifestResourceStream(name)!;
        byte[] image = new byte[stream.Length];
        stream.ReadExactly(image);
        return image;
    }
}
