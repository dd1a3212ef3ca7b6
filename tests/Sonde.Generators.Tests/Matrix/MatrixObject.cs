using Sonde.Generators.Skeletons;
using Sonde.ObjectFiles;

namespace Sonde.Generators.Tests.Matrix;

/// <summary>The compiled matrix as its BTF has it.</summary>
internal static class MatrixObject
{
    private const string ValueSuffix = "_value";

    private static readonly BpfObjectFile File = Read();

    /// <summary>The values of values.h, by their names there.</summary>
    public static IReadOnlyDictionary<string, BpfVariable> Values { get; } = File.DataSections
        .Single(section => section.Name == ".bss").Variables
        .Where(variable => variable.Name.EndsWith(ValueSuffix, StringComparison.Ordinal) && !variable.Name.StartsWith("long_double", StringComparison.Ordinal))
        .ToDictionary(variable => variable.Name[..^ValueSuffix.Length]);

    public static int SizeOf(string name) => (int)File.Btf.ResolveSize(Values[name].TypeId);

    /// <summary>The field of the section that holds the value.</summary>
    public static string FieldOf(string name) => CSharpName.Pascal(name + ValueSuffix);

    public static Type TypeOf(string name) => Boxed.TypeOf(typeof(Layouts.BssSection), FieldOf(name));

    /// <summary>The parts of a value: each scalar at any depth.</summary>
    public static List<Leaf> LeavesOf(string name)
    {
        List<Leaf> leaves = [];
        Walk(leaves, Values[name].TypeId, TypeOf(name), "", [], bit: 0, bits: 0);
        return leaves;
    }

    private static void Walk(List<Leaf> leaves, int id, Type type, string path, object[] steps, long bit, int bits)
    {
        BtfType btf = File.Btf.SkipModifiersAndTypedefs(id);
        switch (btf.Kind)
        {
            case BtfKind.Struct or BtfKind.Union:
                foreach ((string name, BtfMember member, long at) in MemberNames.Of(File.Btf, btf, type))
                    Walk(leaves, member.TypeId, Boxed.TypeOf(type, name), $"{path}.{member.Name}", [.. steps, name], bit + at, member.BitfieldSize);
                break;
            case BtfKind.Array:
                long size = (long)File.Btf.ResolveSize(btf.Array.ElementTypeId);
                for (int i = 0; i < btf.Array.Count; i++)
                    Walk(leaves, btf.Array.ElementTypeId, Boxed.ElementType(type), $"{path}[{i}]", [.. steps, i], bit + (i * size * 8), 0);
                break;
            default:
                int whole = (int)File.Btf.ResolveSize(id) * 8;
                leaves.Add(new Leaf(path, steps, KindOf(btf), bit, bits == 0 ? whole : bits, whole, bits != 0));
                break;
        }
    }

    private static LeafKind KindOf(BtfType type) => type.Kind switch
    {
        BtfKind.Pointer => LeafKind.Pointer,
        BtfKind.Float => LeafKind.Float,
        BtfKind.Enum or BtfKind.Enum64 => LeafKind.Enum,
        _ when type.Integer.IsBoolean => LeafKind.Bool,
        _ when type.Name == "char" => LeafKind.Char,
        _ => type.Integer.IsSigned ? LeafKind.Signed : LeafKind.Unsigned,
    };

    private static BpfObjectFile Read()
    {
        using Stream stream = typeof(MatrixObject).Assembly.GetManifestResourceStream("Sonde.Generators.Tests.Layouts.bpf.o")!;
        byte[] image = new byte[stream.Length];
        stream.ReadExactly(image);
        return BpfObjectFile.Parse(image);
    }
}
