using Sonde.ObjectFiles;

namespace Sonde.Bpf.Tests;

/// <summary>Members and values in the running kernel's types, for what is newer than the installed headers.</summary>
internal static class KernelTypes
{
    private static readonly Lazy<Dictionary<string, long>> Enumerators = new(() =>
    {
        using KernelBtf kernel = KernelBtf.Open();
        var values = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (BtfType type in kernel.Types)
        {
            foreach (BtfEnumValue value in type.Values)
                values.TryAdd(value.Name, value.Value);
        }

        return values;
    });

    public static long? Value(string name)
        => File.Exists("/sys/kernel/btf/vmlinux") && Enumerators.Value.TryGetValue(name, out long value) ? value : null;

    /// <summary>The offset and size of a member such as "link_create.uprobe_multi.path" of a structure or union.</summary>
    public static (int Offset, int Size)? Member(string type, string path)
    {
        if (!File.Exists("/sys/kernel/btf/vmlinux"))
            return null;
        using KernelBtf kernel = KernelBtf.Open();
        string[] words = type.Split(' ');
        if (!kernel.Types.TryFindType(words[1], words[0] == "union" ? BtfKind.Union : BtfKind.Struct, out BtfType current))
            return null;
        int offset = 0;
        foreach (string name in path.Split('.'))
        {
            if (Find(kernel.Types, current, name, 0) is not { } found)
                return null;
            offset += found.Offset;
            current = found.Type;
        }

        return (offset, (int)kernel.Types.ResolveSize(current.Id));
    }

    /// <summary>The size of a structure or union.</summary>
    public static long? Size(string type)
    {
        if (!File.Exists("/sys/kernel/btf/vmlinux"))
            return null;
        using KernelBtf kernel = KernelBtf.Open();
        string[] words = type.Split(' ');
        return kernel.Types.TryFindType(words[1], words[0] == "union" ? BtfKind.Union : BtfKind.Struct, out BtfType found) ? found.Size : null;
    }

    private static (int Offset, BtfType Type)? Find(Btf types, BtfType parent, string name, int offset)
    {
        foreach (BtfMember member in types.SkipModifiersAndTypedefs(parent.Id).Members)
        {
            int at = offset + (int)(member.BitOffset / 8);
            BtfType type = types[member.TypeId];
            if (member.Name == name)
                return (at, type);
            if (member.Name.Length == 0 && Find(types, type, name, at) is { } inner)
                return inner;
        }

        return null;
    }
}
