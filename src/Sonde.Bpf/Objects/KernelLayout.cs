using Sonde.ObjectFiles;

namespace Sonde.Bpf;

/// <summary>
/// Whether what an object takes for a kernel type is that type on this kernel: each of its fields at the same place and of the same
/// size. What the kernel has beyond them does no harm.
/// </summary>
internal sealed class KernelLayout
{
    // Deeper than any type of the kernel is nested by value.
    private const int MaxDepth = 32;

    // More than any type of the kernel has, with those of its members that have no name.
    private const int MaxFields = 1 << 16;

    private readonly HashSet<(int Own, int Found)> _compared = [];
    private readonly string _type;

    private KernelLayout(string type) => _type = type;

    /// <summary>How the kernel's type differs, or null. CO-RE's flavors are the same type: <c>struct task_struct___old</c>.</summary>
    public static string? Difference(Btf program, Btf kernel, string type)
    {
        int space = type.IndexOf(' ', StringComparison.Ordinal);
        string name = type[(space + 1)..];
        BtfKind kind = type.StartsWith("union ", StringComparison.Ordinal) ? BtfKind.Union : BtfKind.Struct;
        if (!program.TryFindType(name, kind, out BtfType own))
            return $"the object has no {type}";
        string kernelName = WithoutFlavor(name);
        return kernel.TryFindType(kernelName, kind, out BtfType found)
            ? new KernelLayout(type).FieldDifference(own, found, "", depth: 0)
            : $"this kernel has no {type[..(space + 1)]}{kernelName} (types of modules are not looked at)";
    }

    private static string WithoutFlavor(string name)
    {
        int flavor = name.IndexOf("___", StringComparison.Ordinal);
        return flavor > 0 ? name[..flavor] : name;
    }

    private string? FieldDifference(BtfType own, BtfType found, string prefix, int depth)
    {
        if (depth > MaxDepth || !_compared.Add((own.Id, found.Id)))
            return null;
        Dictionary<string, Field> kernelFields = FieldsOf(found);
        foreach ((string name, Field field) in FieldsOf(own))
        {
            string what = $"field {prefix}{name} of {_type}";
            if (!kernelFields.TryGetValue(name, out Field kernelField))
                return $"{what} does not exist on this kernel";
            if (field.Start != kernelField.Start || field.Bits != kernelField.Bits)
                return $"{what} is at {field} in C# and at {kernelField} on this kernel";
            if (TypeDifference(field, kernelField, what, $"{prefix}{name}.", depth) is { } difference)
                return difference;
        }

        return null;
    }

    private string? TypeDifference(Field field, Field kernelField, string what, string prefix, int depth)
    {
        BtfType own = field.Resolve();
        BtfType found = kernelField.Resolve();
        while (own.Kind == BtfKind.Array && found.Kind == BtfKind.Array && own.Array.Count == found.Array.Count)
            (own, found) = (ElementOf(own), ElementOf(found));
        if (own.Kind == BtfKind.Array && found.Kind == BtfKind.Array)
            return $"{what} has {own.Array.Count} elements in C# and {found.Array.Count} on this kernel";
        if (own.Kind is BtfKind.Struct or BtfKind.Union && found.Kind == own.Kind)
            return SizeDifference(own, found, what) ?? FieldDifference(own, found, prefix, depth + 1);
        // An enum and an integer, or two integers, of one size are read alike.
        return SizeDifference(own, found, what);
    }

    private static string? SizeDifference(BtfType own, BtfType found, string what)
    {
        ulong size = SizeOf(own);
        ulong kernelSize = SizeOf(found);
        return size == kernelSize ? null : $"{what} has {size} bytes in C# and {kernelSize} on this kernel";
    }

    private static ulong SizeOf(BtfType type) => type.Kind is BtfKind.Forward or BtfKind.Void ? 0 : type.Btf.ResolveSize(type.Id);

    private static BtfType ElementOf(BtfType array) => array.Btf.SkipModifiersAndTypedefs(array.Array.ElementTypeId);

    /// <summary>The named fields; those of members without a name are the type's own, as in C.</summary>
    private static Dictionary<string, Field> FieldsOf(BtfType type)
    {
        var fields = new Dictionary<string, Field>(StringComparer.Ordinal);
        int visited = 0;
        var pending = new Stack<(BtfType Type, uint Start, int Depth)>([(type, 0, 0)]);
        while (pending.TryPop(out (BtfType Type, uint Start, int Depth) next))
        {
            foreach (BtfMember member in next.Type.Members)
            {
                if (++visited > MaxFields)
                    throw new BtfFormatException($"BTF is corrupt: {type.Name} has more than {MaxFields} fields");
                string name = member.Name;
                uint start = next.Start + member.BitOffset;
                BtfType target = type.Btf.SkipModifiersAndTypedefs(member.TypeId);
                if (name.Length > 0)
                    fields.TryAdd(name, new Field(type.Btf, member.TypeId, start, member.BitfieldSize));
                else if (target.Kind is BtfKind.Struct or BtfKind.Union && next.Depth < MaxDepth)
                    pending.Push((target, start, next.Depth + 1));
            }
        }

        return fields;
    }

    private readonly record struct Field(Btf Btf, int TypeId, uint Start, byte Bits)
    {
        public BtfType Resolve() => Btf.SkipModifiersAndTypedefs(TypeId);

        public override string ToString() => Bits == 0 ? $"byte {Start / 8}" : $"bit {Start} with {Bits} bits";
    }
}
