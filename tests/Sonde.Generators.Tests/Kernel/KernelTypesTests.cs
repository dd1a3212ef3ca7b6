using System.Reflection;
using Microsoft.CodeAnalysis;
using Sonde.Generators.Tests.Matrix;
using Sonde.Generators.Tests.Running;
using Sonde.ObjectFiles;

namespace Sonde.Generators.Tests.Kernel;

/// <summary>The largest types that there are, laid out as the running kernel has them.</summary>
public sealed class KernelTypesTests
{
    private static readonly Lazy<Assembly> Types = new(() => Compiler.Load(Driver.Generate(KernelTypes.OfRunning.Item)));

    public KernelTypesTests() => Assert.SkipUnless(File.Exists(KernelTypes.BtfPath), "this kernel shows no BTF");

    [Fact]
    public void Structures_of_the_kernel_are_generated_without_a_diagnostic()
    {
        GeneratorRunResult result = Driver.Run(KernelTypes.OfRunning.Item);
        Assert.Null(result.Exception);
        Assert.Empty(result.Diagnostics);
        Assert.Superset(new HashSet<string> { "task_struct", "mm_struct", "page", "sock", "sk_buff", "inode", "file" }, KernelTypes.OfRunning.Ids.Keys.ToHashSet());
    }

    [Fact]
    public void Structures_of_the_kernel_compile_without_a_warning()
    {
        string code = Driver.Generate(KernelTypes.OfRunning.Item);
        Assert.Empty(Compiler.Check(code));
        Assert.Empty(Compiler.CheckNewest(code));
    }

    [Fact]
    public void Each_structure_and_all_that_it_holds_has_the_size_and_the_offsets_of_the_kernel()
    {
        var pending = new Stack<(int Id, Type Type)>();
        foreach ((string name, int id) in KernelTypes.OfRunning.Ids)
            pending.Push((id, Types.Value.GetType("Samples.Kernel+" + Skeletons.CSharpName.Pascal(name), throwOnError: true)!));
        var seen = new HashSet<int>();
        int fields = 0;
        while (pending.TryPop(out (int Id, Type Type) next))
        {
            if (seen.Add(next.Id))
                fields += Check(next.Id, next.Type, pending);
        }

        // That the walk went where it should: these structures hold hundreds of others.
        Assert.InRange(seen.Count, 200, int.MaxValue);
        Assert.InRange(fields, 2000, int.MaxValue);
    }

    private static int Check(int id, Type type, Stack<(int, Type)> pending)
    {
        Btf btf = KernelTypes.OfRunning.Btf;
        int size = (int)btf.ResolveSize(id);
        Assert.Equal((type.Name, size), (type.Name, Boxed.SizeOf(type)));
        int fields = 0;
        foreach ((string name, BtfMember member, long bit) in MemberNames.Of(btf, btf[id], type))
        {
            Type held = Boxed.TypeOf(type, name);
            object value = Boxed.Of(type, default);
            Boxed.Set(value, name, Boxed.Full(held));
            int bits = held == typeof(bool) ? 1 : member.BitfieldSize != 0 ? member.BitfieldSize : (int)btf.ResolveSize(member.TypeId) * 8;
            Assert.Equal((type.Name, name, Image(size, bit, bits)), (type.Name, name, Convert.ToHexString(Boxed.Bytes(value))));
            fields++;
            Follow(btf, member.TypeId, held, pending);
        }

        return fields;
    }

    private static void Follow(Btf btf, int id, Type type, Stack<(int, Type)> pending)
    {
        BtfType held = btf.SkipModifiersAndTypedefs(id);
        for (; held.Kind == BtfKind.Array; held = btf.SkipModifiersAndTypedefs(held.Array.ElementTypeId))
            type = Boxed.ElementType(type);
        if (held.Kind is BtfKind.Struct or BtfKind.Union)
            pending.Push((held.Id, type));
    }

    /// <summary>The bytes of a structure in which these bits alone are set.</summary>
    private static string Image(int size, long bit, int bits)
    {
        byte[] bytes = new byte[size];
        for (long next = bit; next < bit + bits; next++)
            bytes[next / 8] |= (byte)(1 << (int)(next % 8));
        return Convert.ToHexString(bytes);
    }
}
