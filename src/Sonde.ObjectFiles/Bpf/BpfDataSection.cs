namespace Sonde.ObjectFiles;

/// <summary>A section of global variables, which the loader turns into an array map of one element, or of struct_ops tables.</summary>
public sealed class BpfDataSection
{
    internal BpfDataSection(ElfSection section, int typeId, IReadOnlyList<BpfVariable> variables)
    {
        Name = section.Name;
        Size = section.Size;
        InitialData = section.Data;
        TypeId = typeId;
        Variables = variables;
    }

    // `.kconfig`, which the loader makes: the file has no bytes of it.
    internal BpfDataSection(string name, ulong size, int typeId, IReadOnlyList<BpfVariable> variables)
    {
        Name = name;
        Size = size;
        TypeId = typeId;
        Variables = variables;
    }

    /// <summary>Its name, such as <c>.rodata</c> or <c>.data.config</c>.</summary>
    public string Name { get; }

    /// <summary>Its size in bytes.</summary>
    public ulong Size { get; }

    /// <summary>Id of its type, of kind <see cref="BtfKind.DataSection"/>.</summary>
    public int TypeId { get; }

    /// <summary>The bytes the variables start with; empty for <c>.bss</c>, which starts as zero.</summary>
    public ReadOnlyMemory<byte> InitialData { get; }

    /// <summary>Its variables, in the order of their offsets.</summary>
    public IReadOnlyList<BpfVariable> Variables { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
