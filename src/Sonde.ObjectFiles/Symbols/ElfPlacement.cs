using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

/// <summary>
/// Where the sections of an object that no linker finished lie in memory; a kernel module is such an object, which the kernel links when it
/// loads it. With it the debugging information of the object has the addresses of the running code.
/// </summary>
/// <remarks>Immutable. The file must be usable for as long as this object. x86-64 and arm64, with addends in the relocations.</remarks>
public sealed class ElfPlacement
{
    private const int EntrySize = 24;
    private const uint R_X86_64_64 = 1;
    private const uint R_X86_64_32 = 10;
    private const uint R_X86_64_32S = 11;
    private const uint R_AARCH64_ABS64 = 257;
    private const uint R_AARCH64_ABS32 = 258;

    private readonly ElfFile _file;
    private readonly ulong[] _addresses;

    /// <summary>Takes the addresses of the sections that are in memory.</summary>
    /// <param name="file">The object, or the file of debugging information that was stripped from it.</param>
    /// <param name="addressOf">
    /// The address of a section, or null if it is not in memory, like code that ran once at the start. It is asked once for each section that
    /// is loaded at all.
    /// </param>
    /// <exception cref="ElfFormatException">The file is not a relocatable one, or its sections cannot be read.</exception>
    public ElfPlacement(ElfFile file, Func<ElfSection, ulong?> addressOf)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(addressOf);
        if (file.Type != ElfType.Relocatable)
            throw new ElfFormatException($"the file has ELF type {file.Type}: only sections of relocatable files can be placed");
        _file = file;
        _addresses = new ulong[file.Sections.Count];
        Code = CodeBounds.None;
        foreach (ElfSection section in file.Sections)
        {
            if ((section.Flags & ElfSectionFlags.Allocate) == 0 || addressOf(section) is not { } address)
                continue;
            _addresses[section.Index] = address;
            if ((section.Flags & ElfSectionFlags.Execute) != 0)
                Code = Code.With(address, section.Size);
        }
    }

    /// <summary>Between which addresses the object has code.</summary>
    internal CodeBounds Code { get; }

    /// <summary>The bytes of a section as they are where all sections are placed: a copy, or the same bytes if nothing in them depends on it.</summary>
    /// <exception cref="ElfFormatException">A relocation is corrupt.</exception>
    internal ReadOnlyMemory<byte> Relocate(ElfSection section, ReadOnlyMemory<byte> content)
    {
        byte[]? placed = null;
        foreach (ElfSection relocations in _file.Sections)
        {
            if (relocations.Type != ElfSectionType.RelocationsWithAddends || relocations.Info != (uint)section.Index)
                continue;
            placed ??= content.ToArray();
            Apply(relocations, placed);
        }

        return placed ?? content;
    }

    private void Apply(ElfSection relocations, byte[] content)
    {
        ElfSymbolTable symbols = _file.Symbols;
        for (ReadOnlySpan<byte> entries = relocations.Data.Span; entries.Length >= EntrySize; entries = entries.Slice(EntrySize))
        {
            ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(entries);
            uint type = BinaryPrimitives.ReadUInt32LittleEndian(entries.Slice(8));
            uint symbol = BinaryPrimitives.ReadUInt32LittleEndian(entries.Slice(12));
            ulong addend = BinaryPrimitives.ReadUInt64LittleEndian(entries.Slice(16));
            int size = SizeOf(type);
            if (size == 0)
                continue;
            if (symbol >= (uint)symbols.Count)
                throw Corrupt(relocations, $"symbol {symbol} of {symbols.Count}");
            if (offset > (ulong)content.Length || (ulong)content.Length - offset < (ulong)size)
                throw Corrupt(relocations, $"byte {offset} of {content.Length}");
            ulong value = unchecked(AddressOf(symbols[(int)symbol]) + addend);
            Span<byte> target = content.AsSpan((int)offset);
            if (size == sizeof(ulong))
                BinaryPrimitives.WriteUInt64LittleEndian(target, value);
            else
                BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)value);
        }
    }

    // Others, as places in thread-local memory, are in no part of the information that is read.
    private int SizeOf(uint type) => (_file.Machine, type) switch
    {
        (ElfMachine.X64, R_X86_64_64) or (ElfMachine.Arm64, R_AARCH64_ABS64) => sizeof(ulong),
        (ElfMachine.X64, R_X86_64_32 or R_X86_64_32S) or (ElfMachine.Arm64, R_AARCH64_ABS32) => sizeof(uint),
        _ => 0,
    };

    // What is in no section stands for itself; what another file defines is not known, and 0.
    private ulong AddressOf(ElfSymbol symbol) =>
        unchecked(symbol.Value + (symbol.SectionIndex < _addresses.Length ? _addresses[symbol.SectionIndex] : 0));

    private static ElfFormatException Corrupt(ElfSection relocations, string what) =>
        new($"section {relocations.Index} is corrupt: a relocation is of {what}");
}
