namespace Sonde.ObjectFiles.Tests;

public sealed class AllocationTests
{
    [Fact]
    public void Walk_over_symbols_allocates_nothing()
    {
        ElfSymbolTable symbols = ElfFile.Parse(File.ReadAllBytes(Libc.Path)).DynamicSymbols;
        AssertNothing(() =>
        {
            long sum = 0;
            foreach (ElfSymbol symbol in symbols)
                sum += symbol.NameUtf8.Length + (long)symbol.Value + (symbol.HasName("write"u8) ? 1 : 0);
            return sum;
        });
    }

    [Fact]
    public void Walk_over_types_members_and_values_allocates_nothing()
    {
        Btf btf = BpfObjectFile.Parse(Clang.Compile("rich")).Btf;
        AssertNothing(() => ModelWalk.Walk(btf));
    }

    [Fact]
    public void Search_for_a_type_allocates_nothing()
    {
        Btf btf = BpfObjectFile.Parse(Clang.Compile("rich")).Btf;
        AssertNothing(() => btf.TryFindType("value"u8, BtfKind.Struct, out BtfType type) ? type.Id : throw new InvalidOperationException());
    }

    private static void AssertNothing(Func<long> work)
    {
        work();
        work();
        long before = GC.GetAllocatedBytesForCurrentThread();
        long sum = work();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.NotEqual(0, sum);
    }
}
