using System.Reflection;
using System.Runtime.CompilerServices;
using Sonde.Generators.Analysis;
using Sonde.Generators.Tests.Running;

namespace Sonde.Generators.Tests.Analysis;

/// <summary>Sizes and padding as the analyzers compute them, against the runtime's own.</summary>
public sealed class ValueLayoutTests
{
    private const string Types = """
        #pragma warning disable CS1591
        using System.Runtime.CompilerServices;
        using System.Runtime.InteropServices;
        public enum Small : byte { A }
        public enum Wide : ulong { A }
        public struct Plain { public int A; public int B; }
        public struct Gap { public int A; public long B; }
        public struct Tail { public long A; public byte B; }
        public struct Nested { public byte A; public Gap B; }
        public struct Enums { public Small A; public Wide B; public bool C; public char D; }
        public struct Big { public byte A; public System.UInt128 B; public System.Half C; }
        public readonly record struct Positional(short A, int B);
        public struct Auto { public int A { get; set; } public byte B { get; set; } }
        [StructLayout(LayoutKind.Sequential, Pack = 1)] public struct Packed { public byte A; public long B; }
        [StructLayout(LayoutKind.Sequential, Pack = 4)] public struct HalfPacked { public byte A; public long B; }
        [StructLayout(LayoutKind.Sequential, Size = 32)] public struct Sized { public long A; }
        [StructLayout(LayoutKind.Explicit, Size = 16)] public struct Union { [FieldOffset(0)] public long A; [FieldOffset(0)] public int B; [FieldOffset(8)] public int C; }
        [StructLayout(LayoutKind.Explicit)] public struct Covered { [FieldOffset(0)] public long A; [FieldOffset(4)] public int B; [FieldOffset(8)] public long C; }
        [InlineArray(3)] public struct Three { private int _e; }
        [InlineArray(3)] public struct ThreeGaps { private Gap _e; }
        public struct Holder { public byte A; public Three B; public ThreeGaps C; }
        public unsafe struct Fixed { public fixed short Numbers[5]; public int B; }
        public struct Generic<T> where T : unmanaged { public byte A; public T B; }
        public struct Initialized(int a, long b) { public int A = a; public long B { get; } = b + a; }
        public struct Kept(byte b) { public long A; public short C; public byte B() => b; }
        public struct KeptInOrder(byte b, int c) { public long A; public long M() => c + b; }
        public struct KeptAsThePadding(int b) { public int A; public long C; public int B => b; }
        public struct Uses { public Generic<long> A; public Generic<byte> B; }
        """;

    private static readonly Assembly Loaded = Compiler.LoadUnsafe(Types);

    [Theory]
    [InlineData("Plain", false)]
    [InlineData("Gap", true)]
    [InlineData("Tail", true)]
    [InlineData("Nested", true)]
    [InlineData("Enums", true)]
    [InlineData("Big", true)]
    [InlineData("Positional", true)]
    [InlineData("Auto", true)]
    [InlineData("Packed", false)]
    [InlineData("HalfPacked", true)]
    [InlineData("Sized", true)]
    [InlineData("Union", true)]
    [InlineData("Covered", false)]
    [InlineData("Three", false)]
    [InlineData("ThreeGaps", true)]
    [InlineData("Holder", true)]
    [InlineData("Fixed", true)]
    [InlineData("Uses", true)]
    [InlineData("Initialized", true)]
    // A parameter of a primary constructor that a member uses is a field: the first ones, which need not be declared to be seen.
    [InlineData("Kept", true)]
    [InlineData("KeptInOrder", true)]
    [InlineData("KeptAsThePadding", false)]
    public void Size_is_the_runtimes_and_padding_is_seen(string name, bool hasPadding)
    {
        ValueLayout layout = Layout(name)!;
        Assert.Equal(SizeOf(name), layout.Size);
        Assert.Equal(hasPadding, layout.HasPadding);
    }

    [Theory]
    [InlineData("struct S { public nint A; }")]
    [InlineData("unsafe struct S { public int* A; }")]
    [InlineData("struct S { public System.DateTime A; }")]
    [InlineData("struct S { public (int, long) A; }")]
    [InlineData("struct S { public string A; }")]
    [InlineData("struct S { public S A; }")]
    [InlineData("struct S { }")]
    [InlineData("[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)] struct S { public int A; }")]
    [InlineData("partial struct S { public int A; } partial struct S { public long B; }")]
    [InlineData("[System.Runtime.CompilerServices.InlineArray(0)] struct S { public int A; }")]
    [InlineData("[System.Runtime.CompilerServices.InlineArray(2000000)] struct S { public int A; }")]
    [InlineData("[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit)] struct S { public int A; }")]
    [InlineData("struct S { public Unknown A; }")]
    public void What_the_source_does_not_prove_has_no_layout(string source) =>
        Assert.Null(ValueLayout.Of(AnalyzerRun.Compile(source).GetTypeByMetadataName("S")!));

    private static ValueLayout? Layout(string name) => ValueLayout.Of(AnalyzerRun.Compile(Types).GetTypeByMetadataName(name)!);

    private static int SizeOf(string name) =>
        (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(Loaded.GetType(name)!).Invoke(null, null)!;
}
