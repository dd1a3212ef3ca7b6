using System.Reflection;
using Sonde.Generators.Tests.Running;

namespace Sonde.Generators.Tests;

/// <summary>Generated classes at work over a stand-in for the runtime library.</summary>
public sealed class SkeletonTests
{
    private readonly Assembly _assembly = Load("sections", "Sections");
    private readonly Assembly _maps = Load("mapkinds", "MapKinds");

    [Fact]
    public void Open_opens_the_resource_of_its_own_assembly()
    {
        object opened = Open(_assembly, "Sections");
        object inner = opened.GetType().GetProperty("Object")!.GetValue(opened)!;
        Assert.Equal("a.\"b\".o", inner.GetType().GetProperty("ResourceName")!.GetValue(inner));
    }

    [Fact]
    public void Dispose_disposes_the_object()
    {
        object opened = Open(_assembly, "Sections");
        ((IDisposable)opened).Dispose();
        Assert.True(IsDisposed(opened.GetType().GetProperty("Object")!.GetValue(opened)!));
    }

    [Fact]
    public void An_object_whose_map_does_not_bind_is_disposed()
    {
        Type bpfObject = _maps.GetType("Sonde.Bpf.BpfObject")!;
        bpfObject.GetProperty("FailingMap")!.SetValue(null, "stacks");
        var fault = Assert.Throws<TargetInvocationException>(() => Open(_maps, "MapKinds"));
        Assert.Equal("stacks", Assert.IsType<InvalidOperationException>(fault.InnerException).Message);
        Assert.True(IsDisposed(bpfObject.GetProperty("LastOpened")!.GetValue(null)!));
    }

    [Fact]
    public void An_object_of_another_layout_is_disposed()
    {
        Type bpfObject = _maps.GetType("Sonde.Bpf.BpfObject")!;
        bpfObject.GetProperty("FailingType")!.SetValue(null, "struct event");
        var fault = Assert.Throws<TargetInvocationException>(() => Open(_maps, "MapKinds"));
        Assert.Equal("struct event: 16, id 0, cpu 64", Assert.IsType<InvalidOperationException>(fault.InnerException).Message);
        Assert.True(IsDisposed(bpfObject.GetProperty("LastOpened")!.GetValue(null)!));
    }

    [Fact]
    public async Task DisposeAsync_disposes_the_object()
    {
        object opened = Open(_assembly, "Sections");
        await ((IAsyncDisposable)opened).DisposeAsync();
        Assert.True(IsDisposed(opened.GetType().GetProperty("Object")!.GetValue(opened)!));
    }

    [Fact]
    public void Each_program_has_the_class_of_its_section()
    {
        object opened = Open(Load("attachable", "AttachWays"), "AttachWays");
        object programs = opened.GetType().GetProperty("Programs")!.GetValue(opened)!;
        Assert.Equal(
            "OnKprobe KprobeProgram, OnSession KprobeProgram, OnUprobe KprobeProgram, OnUsdt KprobeProgram, OnTracepoint TracepointProgram, "
            + "OnRaw RawTracepointProgram, OnEntry TracingProgram, OnReplace TracingProgram, OnTask IteratorProgram, OnClock PerfEventProgram, "
            + "OnPacket XdpProgram, OnFilter TrafficProgram, OnConnect CgroupProgram, OnDevice CgroupProgram, OnSocket SocketFilterProgram, "
            + "OnStream SocketMapProgram, OnLookup NetNamespaceProgram, OnHook NetfilterProgram, OnCall SyscallProgram, OnUndo StructOpsProgram, "
            + "OnInfrared BpfProgram, OnMystery BpfProgram",
            string.Join(", ", programs.GetType().GetProperties().Select(property => $"{property.Name} {property.PropertyType.Name}")));
    }

    [Fact]
    public void Each_map_has_the_class_of_its_type()
    {
        object opened = Open(_maps, "MapKinds");
        object maps = opened.GetType().GetProperty("Maps")!.GetValue(opened)!;
        Assert.Equal(
            "ByHash BpfHashMap`2, ByLruHash BpfHashMap`2, ByPercpuHash BpfPerCpuHashMap`2, ByLruPercpuHash BpfPerCpuHashMap`2, "
            + "ByArray BpfArray`1, ByPercpuArray BpfPerCpuArray`1, TypedRing RingBuffer`1, UntypedRing RingBuffer, "
            + "PerfEvents PerfEventArray, TypedPerfEvents PerfEventArray`1, IntPerfEvents PerfEventArray, TypedUserRing UserRingBuffer`1, "
            + "UntypedUserRing UserRingBuffer, Stacks BpfStackTraces, BuildIds BpfBuildIdStacks, Keyless BpfHashMap`2, Valueless BpfArray`1, "
            + "Jumps BpfProgramArray, Groups BpfCgroupArray, Networks BpfLpmTrie`2, Rules BpfLpmTrie`2, OddTrie BpfMap, FlatTrie BpfMap, "
            + "HashesByIndex BpfArrayOfMaps`1, RingsByIndex BpfArrayOfMaps`1, MapsByIndex BpfArrayOfMaps, ArraysByKey BpfHashOfMaps`2, "
            + "MapsByKey BpfHashOfMaps`1, Devices BpfDeviceMap, DevicesByHash BpfDeviceMap, WideDevices BpfMap, Sockets BpfSocketArray, "
            + "Cpus BpfCpuMap, Xsks BpfSocketArray, SocketsByKey BpfSocketHash`1, KeylessSockets BpfSocketHash`1, OldStorage BpfHashMap`2, "
            + "OldPercpuStorage BpfPerCpuHashMap`2, Ports BpfSocketArray, Queue BpfQueue`1, Pile BpfQueue`1, Seen BpfBloomFilter`1, "
            + "OfSockets BpfStorage`1, OfInodes BpfStorage`1, OfTasks BpfStorage`1, OfGroups BpfStorage`1, Shared BpfArena, "
            + "Steady BpfStructOps, Instructions BpfMap",
            string.Join(", ", maps.GetType().GetProperties().Select(property => $"{property.Name} {property.PropertyType.Name}")));
    }

    [Fact]
    public void Struct_ops_have_the_members_that_are_no_functions()
    {
        Assembly assembly = Load("structops", "StructOps");
        Type tables = assembly.GetType("Samples.StructOps+StructOpsSet")!;
        Assert.Equal(
            "Steady TcpCongestionOps&, Brisk TcpCongestionOps&, StructOpsSetTable SettingsT&",
            string.Join(", ", tables.GetProperties().Select(property => $"{property.Name} {property.PropertyType.Name}")));
        Assert.Equal(
            ["Key", "Flags", "Name", "Owner", "List"],
            assembly.GetType("Samples.StructOps+TcpCongestionOps")!.GetFields().Select(field => field.Name));
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("struct tcp_congestion_ops", 0)]
    [InlineData("struct list_head", 0)] // A member's.
    [InlineData("typedef settings_t", 0)]
    [InlineData("struct callbacks", 1)] // Of no table that has members: the object is refused when it is open.
    public void Struct_ops_are_compared_with_the_object_before_they_are_set(string? other, int calls)
    {
        Assembly assembly = Load("structops", "StructOps");
        Type bpfObject = assembly.GetType("Sonde.Bpf.BpfObject")!;
        bpfObject.GetProperty("FailingType")!.SetValue(null, other);
        Type handler = typeof(Action<>).MakeGenericType(assembly.GetType("Samples.StructOps+StructOpsSet")!);
        List<object> given = [];
        MethodInfo open = assembly.GetType("Samples.StructOps")!.GetMethods().Single(method => method.Name == "Open" && method.GetParameters()[0].ParameterType == handler);

        var add = Delegate.CreateDelegate(handler, given, typeof(List<object>).GetMethod("Add")!);

        Exception? fault = Record.Exception(() => open.Invoke(null, [add, null]));

        Assert.StartsWith(other ?? "", fault?.InnerException?.Message ?? "", StringComparison.Ordinal);
        Assert.Equal(calls, given.Count);
        Assert.Equal(calls == 1, bpfObject.GetProperty("LastOpened")!.GetValue(null) is not null);
    }

    private static Assembly Load(string name, string className) => Compiler.Load(Driver.Generate(
        new BpfItem(name, Golden.Description(name)) { ClassName = className, ResourceName = "a.\"b\".o" }));

    private static object Open(Assembly assembly, string name) =>
        assembly.GetType("Samples." + name)!.GetMethod("Open")!.Invoke(null, [null])!;

    private static bool IsDisposed(object bpfObject) => (bool)bpfObject.GetType().GetProperty("IsDisposed")!.GetValue(bpfObject)!;
}
