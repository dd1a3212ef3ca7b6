using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sonde.Kernel;
using Sonde.ObjectFiles;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class StructOpsTablesTests
{
    private const uint ForEverybody = 1; // TCP_CONG_NON_RESTRICTED

    [Fact]
    [Trait("Matrix", "guest")]
    public async Task The_kernel_has_the_members_that_csharp_has_set()
    {
        TestKernel.Require(KernelFeatures.Bpf | KernelFeatures.Btf);
        using Congestion bpf = Congestion.Open(ops =>
        {
            Name(ref ops.Second, "sonde_other"u8);
            ops.Second.Flags = ForEverybody;
        });
        bpf.Load();
        BpfLink first = bpf.Maps.First.Attach();
        BpfLink second = bpf.Maps.Second.Attach();

        string[] available = Read("tcp_available_congestion_control");
        Assert.Contains("sonde_first", available);
        Assert.Contains("sonde_other", available);
        Assert.DoesNotContain("sonde_second", available);
        string[] allowed = Read("tcp_allowed_congestion_control");
        Assert.DoesNotContain("sonde_first", allowed);
        Assert.Contains("sonde_other", allowed);

        await second.DisposeAsync();
        await first.DisposeAsync();
        Assert.DoesNotContain("sonde_other", Read("tcp_available_congestion_control"));
    }

    [Fact]
    public void The_handler_is_given_the_values_of_the_program()
    {
        (string Name, uint Flags)[] found = [];
        using Congestion bpf = Congestion.Open(ops => found = [(ops.First.Name.ToString(), ops.First.Flags), (ops.Second.Name.ToString(), ops.Second.Flags)]);
        Assert.Equal([("sonde_first", 0u), ("sonde_second", 2u)], found);
    }

    [Fact]
    public void The_embedded_object_keeps_its_values()
    {
        string found = "";
        using Congestion changed = Congestion.Open(ops => Name(ref ops.First, "sonde_changed"u8));
        using Congestion another = Congestion.Open(ops => found = ops.First.Name.ToString());
        Assert.Equal("sonde_first", found);
    }

    [Fact]
    public void An_object_in_memory_keeps_its_bytes()
    {
        byte[] image = Image();
        byte[] before = [.. image];
        using BpfObject bpf = BpfObject.Open(image, new BpfOpenOptions { StructOps = tables => tables.Get<Congestion.TcpCongestionOps>("first").Flags = 7 });
        Assert.Equal(before, image);
    }

    [Theory]
    [InlineData("first")]
    [InlineData("second")]
    public void A_table_ends_where_the_variable_ends(string name)
    {
        byte[] image = Image();
        byte[] before = [.. image];
        BpfObjectFile file = BpfObjectFile.Parse(image);
        BpfDataSection section = Assert.Single(file.StructOps);
        int start = (int)section.Variables.Single(table => table.Name == name).Offset;
        Assert.True(file.Elf.TryGetSection(section.Name, out ElfSection? place));
        start += (int)place.Offset;

        BpfStructOpsTables.Offer(file, "Congestion", tables =>
        {
            foreach (ref byte octet in MemoryMarshal.AsBytes(new Span<Congestion.TcpCongestionOps>(ref tables.Get<Congestion.TcpCongestionOps>(name))))
                octet = (byte)~octet;
        });

        int size = Unsafe.SizeOf<Congestion.TcpCongestionOps>();
        Assert.Equal(Enumerable.Range(start, size), Enumerable.Range(0, image.Length).Where(i => image[i] != before[i]));
    }

    [Fact]
    public void The_handlers_of_the_options_and_of_the_class_are_both_called()
    {
        string found = "";
        var options = new BpfOpenOptions { StructOps = tables => tables.Get<Congestion.TcpCongestionOps>("first").Flags = 5 };
        using Congestion bpf = Congestion.Open(ops => found = $"{ops.First.Flags}", options);
        Assert.Equal("5", found);
    }

    [Fact]
    public void A_table_cannot_be_set_once_the_object_is_open()
    {
        Congestion.StructOpsSet? kept = null;
        using Congestion bpf = Congestion.Open(ops => kept = ops);
        Assert.Equal(
            "The struct_ops of Congestion can be set only by the handler that is given them, while the object is opened.",
            Assert.Throws<InvalidOperationException>(() => kept!.First.Flags = 1).Message);
    }

    [Fact]
    public void A_type_of_another_size_is_refused()
    {
        Assert.Equal("Table first of Congestion has 48 bytes, Int64 has 8. (Parameter 'name')", Refusal<ArgumentException>(tables => tables.Get<long>("first")));
        Assert.Equal("Table first of Congestion has 48 bytes, ValueTuple`2 has 96. (Parameter 'name')",
            Refusal<ArgumentException>(tables => tables.Get<(Congestion.TcpCongestionOps, Congestion.TcpCongestionOps)>("first")));
    }

    [Fact]
    public void A_name_that_is_taken_is_refused_with_advice()
    {
        TestKernel.Require(KernelFeatures.Bpf | KernelFeatures.Btf);
        using var bpf = Congestion.Open(ops => Name(ref ops.Second, "reno"u8)); // In every kernel.
        bpf.Load();
        var e = Assert.Throws<BpfException>(() => bpf.Maps.Second.Attach());
        Assert.Equal(Errno.EEXIST, e.Errno);
        Assert.Equal("One of this name is registered already: give it another name, or detach that one.", e.Remedy);
    }

    [Fact]
    public void A_table_that_is_not_there_is_told_from_those_that_are() =>
        Assert.Equal("Congestion has no struct_ops table third; it has: first, second. (Parameter 'name')", Refusal<ArgumentException>(tables => tables.Get<long>("third")));

    [Fact]
    public void An_object_without_tables_says_so() => Assert.Equal(
        "Numbers has no struct_ops table first; it has: none. (Parameter 'name')",
        Assert.Throws<ArgumentException>(() => Numbers.Open(new BpfOpenOptions { StructOps = tables => tables.Get<long>("first") })).Message);

    [Fact]
    public void A_layout_of_another_build_is_refused_before_anything_is_set() => Assert.Equal(
        "The C# of Congestion was generated from another object: field flags of struct tcp_congestion_ops is at byte 16 in C# and at byte 24 in the object. "
        + "Clean and build again, so that both come from one build; C# that 'dotnet sonde bindings' wrote has to be written again from this object.",
        Refusal<InvalidOperationException>(tables => tables.RequireLayout("struct tcp_congestion_ops", 48, "ssthresh 0, cong_avoid 64, undo_cwnd 128, flags 128, name 224")));

    private static string Refusal<TException>(Action<BpfStructOpsTables> set)
        where TException : Exception
        => Assert.Throws<TException>(() => Congestion.Open(new BpfOpenOptions { StructOps = set })).Message;

    private static void Name(ref Congestion.TcpCongestionOps table, ReadOnlySpan<byte> name)
    {
        table.Name = default;
        name.CopyTo(table.Name.AsSpan());
    }

    private static byte[] Image()
    {
        string resource = typeof(Congestion).Assembly.GetManifestResourceNames().Single(name => name.EndsWith(".Congestion.bpf.o", StringComparison.Ordinal));
        using Stream stream = typeof(Congestion).Assembly.GetManifestResourceStream(resource)!;
        byte[] image = new byte[stream.Length];
        stream.ReadExactly(image);
        return image;
    }

    private static string[] Read(string setting) => File.ReadAllText("/proc/sys/net/ipv4/" + setting).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
