using System.Buffers.Binary;
using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>The stubs through which a file calls functions of others: <c>malloc@plt</c>.</summary>
/// <remarks>A stub is known by the slot it jumps through, and the slot by its relocation: so it needs no order, which linkers differ in.</remarks>
internal static class PltStubs
{
    private const int StubSize = 16;
    private const int RelocationSize = 24;

    private static ReadOnlySpan<byte> JumpThroughSlot => [0xff, 0x25];

    /// <exception cref="ElfFormatException">The file is damaged.</exception>
    public static void Add(ElfFile file, FunctionTableBuilder functions)
    {
        if (file.Machine is not (ElfMachine.X64 or ElfMachine.Arm64))
            return;
        Dictionary<ulong, int>? slots = null;
        ElfSymbolTable symbols = file.DynamicSymbols;
        foreach (ElfSection section in file.Sections)
        {
            if (section.Type != ElfSectionType.ProgramBits || (section.Flags & ElfSectionFlags.Execute) == 0
                || !section.Name.StartsWith(".plt", StringComparison.Ordinal))
                continue;
            slots ??= Slots(file);
            ReadOnlySpan<byte> code = section.Data.Span;
            // Stubs of 8 bytes are in .plt.got of some linkers; the larger ones begin at multiples of it, too.
            int step = section.EntrySize is 8 ? 8 : StubSize;
            for (int at = 0; at + step <= code.Length; at += step)
            {
                ulong address = unchecked(section.Address + (ulong)at);
                ulong? slot = file.Machine == ElfMachine.X64 ? SlotOfX64(code.Slice(at, step), address) : SlotOfArm64(code.Slice(at, step), address);
                if (slot is { } known && slots.TryGetValue(known, out int symbol) && symbol < symbols.Count)
                    functions.AddStub(address, (ulong)step, symbols[symbol]);
            }
        }
    }

    // Which symbol of dynamic linking each slot is filled with.
    private static Dictionary<ulong, int> Slots(ElfFile file)
    {
        var slots = new Dictionary<ulong, int>();
        foreach (ElfSection section in file.Sections)
        {
            if (section.Type != ElfSectionType.RelocationsWithAddends || (section.Flags & ElfSectionFlags.Allocate) == 0)
                continue;
            ReadOnlySpan<byte> relocations = section.Data.Span;
            int named = 0;
            for (int at = 8; at + sizeof(ulong) <= relocations.Length; at += RelocationSize)
                named += BinaryPrimitives.ReadUInt32LittleEndian(relocations[(at + 4)..]) == 0 ? 0 : 1;
            slots.EnsureCapacity(slots.Count + named);
            for (; relocations.Length >= RelocationSize; relocations = relocations[RelocationSize..])
            {
                ulong symbol = BinaryPrimitives.ReadUInt64LittleEndian(relocations[8..]) >> 32;
                if (symbol is > 0 and <= int.MaxValue)
                    slots[BinaryPrimitives.ReadUInt64LittleEndian(relocations)] = (int)symbol;
            }
        }

        return slots;
    }

    // jmp *slot(%rip), after endbr64 or bnd where the file has them.
    private static ulong? SlotOfX64(ReadOnlySpan<byte> code, ulong address)
    {
        int jump = code.IndexOf(JumpThroughSlot);
        return jump < 0 || jump + 6 > code.Length
            ? null
            : unchecked(address + (ulong)(jump + 6 + BinaryPrimitives.ReadInt32LittleEndian(code[(jump + 2)..])));
    }

    // adrp x16, page; ldr x17, [x16, #offset]; after bti c where the file has it.
    private static ulong? SlotOfArm64(ReadOnlySpan<byte> code, ulong address)
    {
        for (int at = 0; at + 8 <= code.Length; at += 4)
        {
            uint page = BinaryPrimitives.ReadUInt32LittleEndian(code[at..]);
            uint load = BinaryPrimitives.ReadUInt32LittleEndian(code[(at + 4)..]);
            if ((page & 0x9f00001f) != 0x90000010 || (load & 0xffc003ff) != 0xf9400211)
                continue;
            long pages = (long)(((page >> 5) & 0x7ffff) << 2 | ((page >> 29) & 3)) << 43 >> 43;
            return unchecked(((address + (ulong)at) & ~0xffful) + (ulong)(pages << 12) + (((load >> 10) & 0xfff) * 8));
        }

        return null;
    }
}
