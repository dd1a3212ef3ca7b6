namespace Sonde.ObjectFiles;

/// <summary>A program of a BPF object.</summary>
public sealed class BpfProgramDefinition
{
    internal BpfProgramDefinition(string name, ElfSection section, ulong offset, ulong size)
    {
        Name = name;
        Section = section;
        Offset = offset;
        Size = size;
    }

    /// <summary>Name of its function.</summary>
    public string Name { get; }

    /// <summary>Name of its section, which says how it attaches, such as <c>kprobe/vfs_read</c>.</summary>
    public string SectionName => Section.Name;

    /// <summary>Offset in bytes of its first instruction in the section.</summary>
    public ulong Offset { get; }

    /// <summary>Size of its instructions in bytes.</summary>
    public ulong Size { get; }

    internal ElfSection Section { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({SectionName})";
}
