namespace Sonde.ObjectFiles;

/// <summary>A BPF object as clang writes it: its programs, maps and global variables, typed by its BTF.</summary>
public sealed partial class BpfObjectFile
{
    private BpfObjectFile(ElfFile elf)
    {
        Elf = elf;
        RequireBpf();
        Btf = Btf.Parse(RequireBtf().Data);
        if (elf.TryGetSection(".BTF.ext"u8, out ElfSection? ext))
            SourceLines = BtfExt.Parse(ext.Data, Btf);
        License = ReadLicense();
        Maps = ReadMaps();
        DataSections = ReadDataSections(IsDataSection);
        KernelConfiguration = ReadKernelConfiguration();
        StructOps = ReadDataSections(IsStructOps);
        Programs = ReadPrograms();
    }

    /// <summary>The object as ELF.</summary>
    public ElfFile Elf { get; }

    /// <summary>The object's types.</summary>
    public Btf Btf { get; }

    /// <summary>Functions and source lines of its instructions, or null if the object has none.</summary>
    public BtfExt? SourceLines { get; }

    /// <summary>The licence it declares in the section <c>license</c>, or null.</summary>
    public string? License { get; }

    /// <summary>Maps of the section <c>.maps</c>, in the order of the object.</summary>
    public IReadOnlyList<BpfMapDefinition> Maps { get; }

    /// <summary>Sections of global variables, <c>.rodata</c>, <c>.data</c>, <c>.bss</c> and those with a suffix, in the order of the file.</summary>
    public IReadOnlyList<BpfDataSection> DataSections { get; }

    /// <summary>
    /// The values that the program asks of the kernel's configuration (<c>__kconfig</c>), where libbpf puts them when it loads the
    /// object, or null when it asks for none.
    /// </summary>
    public BpfDataSection? KernelConfiguration { get; }

    /// <summary>
    /// The tables of kernel functions, the variables of sections <c>.struct_ops</c> and <c>.struct_ops.link</c>: the loader makes a map of
    /// each, whose name is the variable's.
    /// </summary>
    public IReadOnlyList<BpfDataSection> StructOps { get; }

    /// <summary>Programs, in the order of the file. Functions of <c>.text</c> are called by programs and are none themselves.</summary>
    public IReadOnlyList<BpfProgramDefinition> Programs { get; }

    /// <summary>Reads an object.</summary>
    /// <exception cref="ElfFormatException">The bytes are not a BPF object for this byte order.</exception>
    /// <exception cref="BtfFormatException">The object has no BTF, or BTF that does not fit it.</exception>
    public static BpfObjectFile Parse(ReadOnlyMemory<byte> image) => new(ElfFile.Parse(image));

    private void RequireBpf()
    {
        if (Elf.Machine != ElfMachine.Bpf)
            throw new ElfFormatException($"the file is built for {Elf.Machine}, not for BPF: compile with -target bpf");
        if (!Elf.IsLittleEndian)
            throw new ElfFormatException("the object is built for big-endian machines; only little-endian ones are supported: rebuild with -target bpfel");
        if (Elf.Class != ElfClass.Bits64)
            throw new ElfFormatException("the object is a 32-bit ELF file, BPF objects are 64-bit: compile with -target bpf");
        if (Elf.Type != ElfType.Relocatable)
            throw new ElfFormatException($"the file has ELF type {Elf.Type}, a BPF object is relocatable: compile with -c");
    }

    private ElfSection RequireBtf() => Elf.TryGetSection(".BTF"u8, out ElfSection? section) && !section.Data.IsEmpty
        ? section
        : throw new BtfFormatException("the object has no BTF: compile with -g, and strip with llvm-strip -g if at all");

    private string? ReadLicense()
    {
        if (!Elf.TryGetSection("license"u8, out ElfSection? section))
            return null;
        ReadOnlySpan<byte> bytes = section.Data.Span;
        int end = bytes.IndexOf((byte)0);
        return Utf8.Decode(end < 0 ? bytes : bytes.Slice(0, end));
    }
}
