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
    public void Each_map_has_the_class_of_its_type()
    {
        object opened = Open(_maps, "MapKinds");
        object maps = opened.GetType().GetProperty("Maps")!.GetValue(opened)!;
        Assert.Equal(
            "ByHash BpfHashMap`2, ByLruHash BpfHashMap`2, ByPercpuHash BpfPerCpuHashMap`2, ByLruPercpuHash BpfPerCpuHashMap`2, "
            + "ByArray BpfArray`1, ByPercpuArray BpfPerCpuArray`1, TypedRing RingBuffer`1, UntypedRing RingBuffer, "
            + "PerfEvents PerfEventArray, TypedPerfEvents PerfEventArray`1, IntPerfEvents PerfEventArray, TypedUserRing UserRingBuffer`1, "
            + "UntypedUserRing UserRingBuffer, Stacks BpfMap, Keyless BpfMap",
            string.Join(", ", maps.GetType().GetProperties().Select(property => $"{property.Name} {property.PropertyType.Name}")));
    }

    private static Assembly Load(string name, string className) => Compiler.Load(Driver.Generate(
        new BpfItem(name, Golden.Description(name)) { ClassName = className, ResourceName = "a.\"b\".o" }));

    private static object Open(Assembly assembly, string name) =>
        assembly.GetType("Samples." + name)!.GetMethod("Open")!.Invoke(null, [null])!;

    private static bool IsDisposed(object bpfObject) => (bool)bpfObject.GetType().GetProperty("IsDisposed")!.GetValue(bpfObject)!;
}
