namespace Sonde.ObjectFiles.Tests;

[Trait("Matrix", "guest")]
public sealed class KernelBtfTests
{
    private static readonly byte[] Kernel = File.ReadAllBytes("/sys/kernel/btf/vmlinux");

    [Fact]
    public void Task_struct_has_a_pid()
    {
        Btf btf = Btf.Parse(Kernel);
        Assert.True(btf.TryFindType("task_struct", BtfKind.Struct, out BtfType task));
        BtfMember pid = default;
        foreach (BtfMember member in task.Members)
        {
            if (member.HasName("pid"u8))
                pid = member;
        }

        Assert.Equal("pid_t", btf[pid.TypeId].Name);
        Assert.Equal(4ul, btf.ResolveSize(pid.TypeId));
        Assert.True(pid.BitOffset > 0 && pid.BitOffset % 32 == 0 && pid.BitOffset / 8 < task.Size);
    }

    [Fact]
    public void Every_type_of_the_kernel_can_be_walked()
    {
        Btf btf = Btf.Parse(Kernel);

        ModelWalk.Walk(btf);

        Assert.True(btf.EndId > 50_000, $"{btf.EndId} types");
    }

    [Fact]
    public void Index_of_the_kernel_is_small()
    {
        Btf.Parse(Kernel).TryFindType("task_struct", BtfKind.Struct, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Btf.Parse(Kernel).TryFindType("task_struct", BtfKind.Struct, out _);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 4 << 20);
    }
}
