using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sonde.Bpf.Tests;

/// <summary>Structures that are shared with the kernel, libbpf or the C library have the layout that C gives them.</summary>
public sealed class StructTests
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    [Fact]
    public void Every_shared_structure_is_linked_to_its_C_name()
    {
        var linked = StructMirrors.All.Select(m => m.Type).ToHashSet();
        string[] missing = [.. Import.Assemblies.SelectMany(a => a.GetTypes()).Where(IsShared).Select(t => t.FullName!).Where(n => !linked.Contains(n))];

        Assert.True(missing.Length == 0, $"Not in StructMirrors: {string.Join(", ", missing)}");
    }

    [Fact]
    public void Every_field_is_linked_to_its_C_name()
    {
        foreach ((Type type, StructMirror mirror) in Mirrors())
            Assert.Equal(type.GetFields(Fields).Select(f => f.Name).Order(), mirror.FieldNames.Keys.Order());
    }

    [Fact]
    public void Every_field_lies_where_C_has_it_with_the_same_size()
    {
        var fields = Mirrors().SelectMany(m => m.Type.GetFields(Fields).Select(f => (m.Type, Field: f, m.Mirror.C, Member: m.Mirror.FieldNames[f.Name])))
            .Where(f => f.Member != "(none)")
            .ToList();
        Dictionary<string, long?> values = Headers.Evaluate([.. fields.SelectMany(f => (string[])[OffsetOf(f.C, f.Member), SizeOf(f.C, f.Member)])]);

        var wrong = new List<string>();
        foreach ((Type type, FieldInfo field, string c, string member) in fields)
        {
            (int Offset, int Size)? expected = values[OffsetOf(c, member)] is { } offset
                ? ((int)offset, (int)values[SizeOf(c, member)]!.Value)
                : KernelTypes.Member(c, member);
            (int Offset, int Size) found = Layout(type, field);
            if (expected is null)
                wrong.Add($"{type.Name}.{field.Name}: neither the headers nor the running kernel have {c}, {member}");
            else if (expected != found)
                wrong.Add($"{type.Name}.{field.Name} lies at {found.Offset} with {found.Size} bytes, {member} of {c} at {expected.Value.Offset} with {expected.Value.Size}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void A_whole_structure_has_the_size_of_Cs_and_a_part_no_more()
    {
        var mirrors = Mirrors().ToList();
        Dictionary<string, long?> sizes = Headers.Evaluate([.. mirrors.Select(m => $"sizeof({m.Mirror.C})")]);
        foreach ((Type type, StructMirror mirror) in mirrors)
        {
            // Newer kernels append fields; the headers here may be older than what C# has.
            long inHeader = sizes[$"sizeof({mirror.C})"] ?? 0;
            long inKernel = KernelTypes.Size(mirror.C) ?? 0;
            int size = SizeOf(type);
            if (mirror.IsPrefix)
                Assert.True(size <= Math.Max(inHeader, inKernel), $"{type.Name} has {size} bytes, {mirror.C} {inHeader} or {inKernel}");
            else
                Assert.True(size == inHeader || size == inKernel, $"{type.Name} has {size} bytes, {mirror.C} {inHeader} or {inKernel}");
        }
    }

    private static IEnumerable<(Type Type, StructMirror Mirror)> Mirrors()
        => StructMirrors.All
            .Select(m => (Type: Import.Assemblies.Select(a => a.GetType(m.Type)).FirstOrDefault(t => t is not null), Mirror: m))
            .Where(m => m.Type is not null)
            .Select(m => (m.Type!, m.Mirror));

    // By how such structures are written here: with explicit offsets, or inside the class of the imports.
    private static bool IsShared(Type type)
        => type.IsValueType && !type.IsEnum && !type.IsGenericType && !type.IsDefined(typeof(CompilerGeneratedAttribute))
            && type.GetFields(Fields).Length > 0
            && !type.IsDefined(typeof(UnsafeValueTypeAttribute))
            && (type.IsExplicitLayout || type.DeclaringType?.Name is "Libbpf" or "Libc" || type.Name.EndsWith("Attributes", StringComparison.Ordinal));

    private static string OffsetOf(string type, string member) => $"offsetof({type}, {member})";

    private static string SizeOf(string type, string member) => $"sizeof((({type} *)0)->{member})";

    private static (int Offset, int Size) Layout(Type type, FieldInfo field)
    {
        int size = field.GetCustomAttribute<FixedBufferAttribute>() is { } buffer ? buffer.Length : SizeOf(field.FieldType);
        if (field.GetCustomAttribute<FieldOffsetAttribute>() is { } at)
            return (at.Value, size);

        // Sequential fields of the natural alignment.
        int offset = 0;
        foreach (FieldInfo each in type.GetFields(Fields).OrderBy(f => f.MetadataToken))
        {
            int alignment = SizeOf(each.FieldType);
            offset = (offset + alignment - 1) / alignment * alignment;
            if (each == field)
                return (offset, size);
            offset += alignment;
        }

        throw new InvalidOperationException(field.Name);
    }

    private static int SizeOf(Type type)
        => type.IsPointer
            ? 8
            : (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;
}
