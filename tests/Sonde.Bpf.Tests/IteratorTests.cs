using System.Runtime.InteropServices;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class IteratorTests : IDisposable
{
    private readonly Attachments _bpf = Attachments.Open();

    public IteratorTests()
    {
        TestKernel.Require(KernelFeatures.Bpf | KernelFeatures.Btf);
        foreach (BpfProgram program in _bpf.Object.Programs)
            program.AutoLoad = false;
    }

    public void Dispose() => _bpf.Dispose();

    [StructLayout(LayoutKind.Sequential)]
    private struct Element
    {
        public uint Key;
        public uint Unused;
        public ulong Value;
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Records_of_map_elements_are_read_typed_and_each_walk_is_new()
    {
        Load(_bpf.Programs.OnElement);
        BpfHashMap<uint, ulong> numbers = _bpf.Object.GetMap("numbers").AsHashMap<uint, ulong>();
        for (uint i = 0; i < 50; i++)
            numbers.Update(i, i * 3ul);
        BpfLink link = _bpf.Programs.OnElement.AttachIterator(BpfIteratorTarget.Map(numbers.Map));

        for (int walk = 0; walk < 2; walk++)
        {
            using BpfIterator iterator = link.OpenIterator();
            Element[] elements = [.. iterator.ReadAll<Element>().OrderBy(e => e.Key)];
            Assert.Equal(Enumerable.Range(0, 50).Select(i => ((uint)i, (ulong)i * 3)), elements.Select(e => (e.Key, e.Value)));
        }
    }

    [Fact]
    public void A_record_that_is_cut_short_is_an_error()
    {
        Load(_bpf.Programs.OnElement);
        BpfHashMap<uint, ulong> numbers = _bpf.Object.GetMap("numbers").AsHashMap<uint, ulong>();
        numbers.Update(1, 1);
        using BpfIterator iterator = _bpf.Programs.OnElement.AttachIterator(BpfIteratorTarget.Map(numbers.Map)).OpenIterator();

        var e = Assert.Throws<InvalidDataException>(() => iterator.TryRead(out (Element, ulong) _));

        Assert.Contains("ended after 16 bytes of a record of 24", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Tasks_are_listed_as_text()
    {
        Load(_bpf.Programs.OnTask);
        using BpfIterator iterator = _bpf.Programs.OnTask.AttachIterator().OpenIterator();

        string[] lines = iterator.ReadText().Split('\n');

        Assert.Contains($"{Environment.ProcessId} {Environment.ProcessId}", lines);
        Assert.Contains("2 2", lines); // kthreadd
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void The_tasks_of_one_process_alone_are_listed()
    {
        TestKernel.RequireVersion(6, 1);
        Load(_bpf.Programs.OnTask);
        using BpfIterator iterator = _bpf.Programs.OnTask.AttachIterator(BpfIteratorTarget.Process(Environment.ProcessId)).OpenIterator();

        string[] lines = iterator.ReadText().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.StartsWith($"{Environment.ProcessId} ", line, StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void One_thread_alone_is_listed()
    {
        TestKernel.RequireVersion(6, 1);
        Load(_bpf.Programs.OnTask);
        int main = Environment.ProcessId;
        using BpfIterator iterator = _bpf.Programs.OnTask.AttachIterator(BpfIteratorTarget.Thread(main)).OpenIterator();

        Assert.Equal($"{main} {main}\n", iterator.ReadText());
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Cgroups_are_walked_over_from_the_one_that_is_given()
    {
        TestKernel.RequireVersion(6, 1);
        Load(_bpf.Programs.OnCgroup);
        using ControlGroup group = ControlGroup.Create();
        using FdHandle folder = FdHandle.OpenRead(group.Path);

        Assert.Equal(1ul, Walk(BpfCgroupOrder.SelfOnly));
        Assert.Equal(1ul, Walk(BpfCgroupOrder.DescendantsAfter)); // There is none.
        Assert.InRange(Walk(BpfCgroupOrder.Ancestors), 2ul, 20ul); // A cgroup that is made is never the root.

        ulong Walk(BpfCgroupOrder order)
        {
            ulong before = _bpf.Bss.Calls;
            using BpfIterator iterator = _bpf.Programs.OnCgroup.AttachIterator(BpfIteratorTarget.Cgroup(folder, order)).OpenIterator();
            Assert.Empty(iterator.ReadText());
            return _bpf.Bss.Calls - before;
        }
    }

    [Fact]
    public void A_map_iterator_needs_its_map()
    {
        Load(_bpf.Programs.OnElement);
        Assert.Throws<BpfException>(() => _bpf.Programs.OnElement.AttachIterator());
        Assert.Empty(_bpf.Object.Links);
    }

    private void Load(BpfProgram program)
    {
        program.AutoLoad = true;
        _bpf.Load();
    }
}
