namespace Sonde.ObjectFiles;

/// <summary>A global variable of a BPF object.</summary>
public sealed class BpfVariable
{
    internal BpfVariable(string name, int typeId, ulong offset, ulong size, BtfLinkage linkage)
    {
        Name = name;
        TypeId = typeId;
        Offset = offset;
        Size = size;
        Linkage = linkage;
    }

    /// <summary>Its name; of a static variable inside a function, <c>function.variable</c>.</summary>
    public string Name { get; }

    /// <summary>Id of the type of its value.</summary>
    public int TypeId { get; }

    /// <summary>Offset in bytes from the start of its section.</summary>
    public ulong Offset { get; }

    /// <summary>Size in bytes.</summary>
    public ulong Size { get; }

    /// <summary>Whether other objects see it. Hidden variables count as static, as they do for libbpf.</summary>
    public BtfLinkage Linkage { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
