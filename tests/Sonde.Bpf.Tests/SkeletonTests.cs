using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

/// <summary>Generated classes at work: their typed maps, programs, externs and the check of their layouts.</summary>
public sealed class SkeletonTests : IDisposable
{
    private const string PlaceFields = "prefixlen 0, zone 32, address 48";
    private const string ReadingFields = "id 0, range 32, range/low 32, range/high 48:3, sum 64";

    private readonly Skeleton _bpf = Skeleton.Open();

    public void Dispose() => _bpf.Dispose();

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_trie_has_its_address_as_a_type_without_the_length()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        _bpf.Load();
        var address = new Skeleton.PlacesAddress { Zone = 7 };
        address.Address[0] = 10;
        BpfLpmTrie<Skeleton.PlacesAddress, uint> places = _bpf.Maps.Places;
        places.Update(address, prefixLength: 24, 42);

        _bpf.DataWanted.Wanted = new Skeleton.Place { Prefixlen = 64, Zone = 7 };
        _bpf.DataWanted.Wanted.Address[0] = 10;
        _bpf.DataWanted.Wanted.Address[1] = 99;
        _bpf.Programs.Look.TestRun();

        Assert.Equal(42u, _bpf.Bss.Found);
        BpfLpmTrie<Skeleton.PlacesAddress, uint>.Entry entry = default;
        foreach (BpfLpmTrie<Skeleton.PlacesAddress, uint>.Entry each in places)
            entry = each;
        Assert.Equal((24, 7, 10), (entry.PrefixLength, (int)entry.Address.Zone, (int)entry.Address.Address[0]));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_queue_has_the_type_of_its_values()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        _bpf.Load();
        _bpf.Programs.Look.TestRun();
        Assert.True(_bpf.Maps.Readings.TryPop(out Skeleton.Reading reading));
        Assert.Equal((7u, 8, 5, 9ul), (reading.Id, (int)reading.Range.Low, (int)reading.Range.High, reading.Sum));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Externs_of_the_configuration_are_what_the_program_sees()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        _bpf.Load();
        _bpf.Programs.Look.TestRun();
        Assert.NotEqual(0, _bpf.Bss.Version);
        Assert.Equal(KernelVersion.Current.Major, _bpf.Bss.Version >> 16);
        Assert.Equal(
            (_bpf.Bss.Version, _bpf.Bss.HasCookie, _bpf.Bss.HasWrapper),
            (_bpf.Kconfig.LinuxKernelVersion, _bpf.Kconfig.LinuxHasBpfCookie, _bpf.Kconfig.LinuxHasSyscallWrapper));
        Assert.Equal(_bpf.Bss.Version, _bpf.Object.ReadVariable<int>("LINUX_KERNEL_VERSION"));
    }

    [Fact]
    public void Externs_of_the_configuration_have_no_value_before_loading()
        => Assert.Contains(
            ".kconfig of Skeleton", Assert.Throws<InvalidOperationException>(() => _bpf.Kconfig.LinuxKernelVersion).Message, StringComparison.Ordinal);

    [Fact]
    [Trait("Matrix", "guest")]
    public void Maps_of_maps_have_typed_inner_maps()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        using Kinds kinds = Kinds.Open();
        kinds.Load();
        BpfHashMap<uint, ulong> first = kinds.Maps.ByIndex.CreateInner("first");
        BpfHashMap<uint, ulong> second = kinds.Maps.ByKey.CreateInner("second");
        using BpfMap owned = first.Map;
        using BpfMap alsoOwned = second.Map;
        kinds.Maps.ByIndex.Set(1, first);
        kinds.Maps.ByKey.Set(99, second);
        kinds.Maps.ByKey.Set(100, second);

        kinds.Programs.CountByIndex.TestRun();
        kinds.Programs.CountByKey.TestRun();

        Assert.True(first.TryGetValue(7, out ulong count));
        Assert.Equal(1ul, count);
        BpfHashMap<uint, ulong> opened = kinds.Maps.ByKey.Get(99)!;
        using BpfMap openedToo = opened.Map;
        Assert.True(opened.TryGetValue(7, out count));
        Assert.Equal(1ul, count);
        BpfHashMap<uint, ulong> old = kinds.Maps.ByIndex.Swap(1, opened)!;
        using BpfMap oldToo = old.Map;
        Assert.Equal(first.Map.GetInfo().Id, old.Map.GetInfo().Id);
        Assert.Equal([99ul, 100ul], kinds.Maps.ByKey.Keys().Order());
        Assert.True(kinds.Maps.ByKey.Delete(99));
        Assert.Null(kinds.Maps.ByKey.Get(99));
        Assert.True(kinds.Maps.ByIndex.Clear(1));
        Assert.Null(kinds.Maps.ByIndex.Get(1));
        Assert.Equal(2, kinds.Maps.ByIndex.Count);
    }

    [Fact]
    public void An_inner_map_that_does_not_fit_its_view_is_refused()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        using Kinds kinds = Kinds.Open();
        kinds.Load();
        BpfArrayOfMaps<BpfArray<long>> wrong = kinds.Object.GetMap("by_index").AsArrayOfMaps(static inner => inner.AsArray<long>());
        Assert.Throws<ArgumentException>(() => wrong.CreateInner());
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void The_other_kinds_of_maps_have_their_classes()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        using Kinds kinds = Kinds.Open();
        kinds.Load();
        BpfProgramArray jumps = kinds.Maps.Jumps;
        jumps.Set(2, kinds.Programs.Landed);
        Assert.Equal(42u, kinds.Programs.Jump.TestRun());
        kinds.Programs.TakeStacks.TestRun();
        BpfStackTraces stacks = kinds.Maps.Stacks;
        BpfBuildIdStacks buildIds = kinds.Maps.BuildIds;
        Assert.NotSame(stacks.Map, buildIds.Map);
        BpfQueue<ulong> queue = kinds.Maps.Queue; // It declares sizes only.
        Assert.Equal(8, queue.Map.ValueSize);
    }

    [Fact]
    public void A_table_of_kernel_functions_is_a_typed_object()
    {
        using Steady steady = Steady.Open();
        BpfStructOps table = steady.Maps.Steady;
        Assert.Equal(BpfMapType.StructOps, table.Map.Type);
        Assert.IsType<StructOpsProgram>(steady.Programs.Ssthresh);
    }

    [Fact]
    public async Task DisposeAsync_disposes_the_object()
    {
        await _bpf.DisposeAsync();
        Assert.Equal("BPF object Skeleton", Assert.Throws<ObjectDisposedException>(_bpf.Load).ObjectName);
    }

    [Fact]
    public void Parts_of_a_disposed_object_name_themselves()
    {
        BpfLpmTrie<Skeleton.PlacesAddress, uint> places = _bpf.Maps.Places;
        BpfProgram program = _bpf.Programs.Look.Program;
        _bpf.Dispose();
        Assert.Equal("map places", Assert.Throws<ObjectDisposedException>(() => places.GetEnumerator().MoveNext()).ObjectName);
        Assert.Equal("map places", Assert.Throws<ObjectDisposedException>(() => places.Map.Flags).ObjectName);
        Assert.Equal($"program {program.Name}", Assert.Throws<ObjectDisposedException>(() => program.AutoLoad).ObjectName);
    }

    [Theory]
    [InlineData("struct place", 12, PlaceFields)]
    [InlineData("struct reading", 16, ReadingFields)]
    [InlineData("section .data.wanted", 12, "wanted 0")]
    [InlineData("section .kconfig", 13, "LINUX_HAS_SYSCALL_WRAPPER 0, LINUX_KERNEL_VERSION 64, LINUX_HAS_BPF_COOKIE 96")]
    public void A_layout_as_the_object_has_it_is_accepted(string type, int size, string fields) => _bpf.Object.RequireLayout(type, size, fields);

    [Theory]
    [InlineData("struct place", 16, PlaceFields, "struct place has 16 bytes in C# and 12 in the object")]
    [InlineData("struct place", 12, "prefixlen 0, zone 48, address 48", "field zone of struct place is at byte 6 in C# and at byte 4 in the object")]
    [InlineData("struct place", 12, "prefixlen 0, address 48", "struct place has a field zone at byte 4 in the object, which C# does not have")]
    [InlineData("struct place", 12, PlaceFields + ", more 88", "struct place has a field more at byte 11 in C#, which the object does not have there")]
    [InlineData("struct reading", 16, "id 0, range 32, range/low 32, range/high 48:4, sum 64",
        "field range/high of struct reading is at bit 48 with 4 bits in C# and at bit 48 with 3 bits in the object")]
    [InlineData("struct nothing", 4, "", "the object has no struct nothing")]
    [InlineData("union place", 12, PlaceFields, "the object has no union place")]
    [InlineData("section .data.lost", 4, "", "the object has no section .data.lost")]
    public void A_layout_of_another_build_is_refused_by_type_and_field(string type, int size, string fields, string difference)
        => Assert.Equal(
            $"The C# of Skeleton was generated from another object: {difference}. Clean and build again, so that both come from one build; "
            + "C# that 'dotnet sonde bindings' wrote has to be written again from this object.",
            Assert.Throws<InvalidOperationException>(() => _bpf.Object.RequireLayout(type, size, fields)).Message);

    [Fact]
    public void A_typed_program_is_the_untyped_one_with_fewer_methods()
    {
        RawTracepointProgram look = _bpf.Programs.Look;
        BpfProgram untyped = look;
        Assert.Same(_bpf.Object.GetProgram("look"), untyped);
        Assert.Equal(("look", "raw_tp", untyped.ToString()), (look.Name, look.SectionName, look.ToString()));
        look.AutoLoad = false;
        Assert.False(untyped.AutoLoad);
        Assert.Null((BpfProgram?)(RawTracepointProgram?)null);
        Assert.Throws<ArgumentNullException>(() => new XdpProgram(null!));
    }

    // A method of BpfProgram that attaches belongs to some typed program too.
    [Fact]
    public void Every_way_to_attach_is_in_a_typed_program()
    {
        static IEnumerable<string> Ways(Type type) => type.GetMethods()
            .Select(method => method.Name)
            .Where(name => name.StartsWith("Attach", StringComparison.Ordinal) || name.StartsWith("Prefer", StringComparison.Ordinal));
        IEnumerable<Type> typed = typeof(BpfTypedProgram).Assembly.GetExportedTypes().Where(type => type.BaseType == typeof(BpfTypedProgram));
        Assert.Equal(Ways(typeof(BpfProgram)).Distinct().Order(), typed.SelectMany(Ways).Distinct().Order());
    }
}
