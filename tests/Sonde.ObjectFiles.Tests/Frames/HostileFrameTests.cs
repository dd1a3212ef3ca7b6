using System.Diagnostics;
using Sonde.Testing;

namespace Sonde.ObjectFiles.Tests.Frames;

/// <summary>Broken unwind tables: read as far as they can be, or refused.</summary>
public sealed class HostileFrameTests
{
    private static readonly byte[] Stack = new byte[1024];

    private static readonly HostileInput Cfi = new("CFI", typeof(DwarfFormatException));

    [Theory]
    [InlineData(5, ".eh_frame")]
    [InlineData(6, ".debug_frame")]
    public void Broken_tables_are_read_or_refused(int seed, string section)
    {
        bool isDebug = section == ".debug_frame";
        using var program = new SmallProgram(isDebug ? ["-g", "-fno-asynchronous-unwind-tables", "-fno-unwind-tables", "-nostartfiles"] : ["-nostartfiles"]);
        Assert.True(ElfFile.Parse(File.ReadAllBytes(program.Path)).TryGetSection(section, out ElfSection? found));
        byte[] good = found.Data.ToArray();
        ulong address = found.Address;
        Cfi.Mutate(seed, good, Read);
        Cfi.Truncate(good, Read);

        void Read(ReadOnlyMemory<byte> bytes) => Walk(isDebug
            ? new FrameSources { DebugFrame = bytes }
            : new FrameSources { EhFrame = bytes, EhFrameAddress = address, IsEndKnown = true });
    }

    [Fact]
    public void Broken_search_tables_are_read_or_refused()
    {
        using var program = new SmallProgram("-nostartfiles");
        ElfFile file = ElfFile.Parse(File.ReadAllBytes(program.Path));
        Assert.True(file.TryGetSection(".eh_frame_hdr", out ElfSection? index));
        Assert.True(file.TryGetSection(".eh_frame", out ElfSection? tables));
        byte[] both = [.. index.Data.Span, .. tables.Data.Span];
        int split = index.Data.Length;
        ulong indexAddress = index.Address, address = tables.Address;
        Cfi.Mutate(seed: 7, both, bytes => Walk(new FrameSources
        {
            Index = bytes[..Math.Min(split, bytes.Length)],
            IndexAddress = indexAddress,
            EhFrame = bytes[Math.Min(split, bytes.Length)..],
            EhFrameAddress = address,
        }));
    }

    [Fact]
    public void Entries_that_share_their_bytes_again_and_again_are_refused()
    {
        var builder = new FrameSectionBuilder();
        byte[] shared = [.. Enumerable.Repeat((byte)0x41, 60_000), .. Enumerable.Repeat<byte>(0, 8)];
        builder.Add(0x1000, 0x100000, shared);
        byte[] section = builder.ToBytes();
        // In the last entry's own bytes, each 24 begin another that goes on to the end.
        int first = 32;
        for (int at = first + 64, i = 0; at + 32 < section.Length; at += 24, i++)
        {
            BitConverter.TryWriteBytes(section.AsSpan(at), section.Length - at - 4);
            BitConverter.TryWriteBytes(section.AsSpan(at + 4), at + 4);
            BitConverter.TryWriteBytes(section.AsSpan(at + 8), 0x2000ul + (ulong)i);
            BitConverter.TryWriteBytes(section.AsSpan(at + 16), 0x100ul);
        }

        byte[] index = new byte[12 + ((section.Length / 24) * 8)];
        (index[0], index[1], index[2], index[3]) = (1, 0x1b, 0x03, 0x3b);
        BitConverter.TryWriteBytes(index.AsSpan(8), (index.Length - 12) / 8);
        for (int i = 0; i < (index.Length - 12) / 8; i++)
            BitConverter.TryWriteBytes(index.AsSpan(12 + (i * 8) + 4), first + 64 + (i * 24));
        long start = Stopwatch.GetTimestamp();
        var sources = new FrameSources { EhFrame = section, EhFrameAddress = 0, Index = index, IndexAddress = 0 };
        Assert.Contains("corrupt", Assert.Throws<DwarfFormatException>(() => FrameTable.Build(in sources, ElfMachine.X64)).Message, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_damaged_function_costs_itself_only()
    {
        FrameTable table = new FrameSectionBuilder().Add(0x1000, 0x10, 0x0e, 16).Add(0x1010, 0x10, 0x3f).Add(0x1020, 0x10, 0x0e, 24).Build();
        Assert.Equal(1, table.SkippedEntries);
        Assert.True(table.TryFind(0x1000, out _) && table.TryFind(0x1020, out _));
        Assert.False(table.TryFind(0x1010, out _));
    }

    private static void Walk(FrameSources sources)
    {
        FrameTable table = FrameTable.Build(in sources, ElfMachine.X64);
        for (ulong address = 0x1000; address < 0x1200; address++)
        {
            FrameRegisters registers = default;
            registers.Set(7, 0x7000);
            registers.Set(6, 0x7100);
            if (table.TryFind(address, out FrameRule rule))
                rule.Apply(ref registers, new StackCopy(Stack, 0x7000));
        }
    }
}
