using System.Globalization;
using Sonde.Kernel;
using Sonde.ObjectFiles;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class StackTraceTests : IDisposable
{
    private readonly Kinds _kinds = Kinds.Open();
    private readonly BpfStackTraces _stacks;

    public StackTraceTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        _kinds.Load();
        _stacks = _kinds.Object.GetMap("stacks").AsStackTraces();
        _kinds.Programs.TakeStacks.TestRun();
    }

    public void Dispose() => _kinds.Dispose();

    // A test run comes from the bpf system call, whose functions are in the stack.
    [Fact]
    [Trait("Matrix", "guest")]
    public void A_kernel_stack_has_the_kernels_addresses()
    {
        ulong[] frames = new ulong[_stacks.MaxDepth];
        int id = _kinds.Object.ReadVariable<int>("kernel_stack");

        Assert.True(id >= 0, $"bpf_get_stackid gave {id}");
        Assert.True(_stacks.TryGetFrames(id, frames, out int count));

        Assert.InRange(count, 3, _stacks.MaxDepth - 1);
        Assert.All(frames.Take(count), frame => Assert.True(frame > 0xffff_8000_0000_0000, $"0x{frame:x}"));
        string[] names = [.. frames.Take(count).Select(NameOf)];
        Assert.Contains(names, name => name.Contains("sys_bpf", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_user_stack_begins_in_a_library_of_this_process()
    {
        ulong[] frames = new ulong[_stacks.MaxDepth];
        int id = _kinds.Object.ReadVariable<int>("user_stack");

        Assert.True(_stacks.TryGetFrames(id, frames, out int count));

        Assert.True(count >= 1);
        Assert.Contains("libc", FileOf(frames[0]), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_stack_of_build_ids_names_the_file_and_where_in_it()
    {
        BpfBuildIdStacks stacks = _kinds.Object.GetMap("build_ids").AsBuildIdStacks();
        var frames = new BpfBuildIdFrame[stacks.MaxDepth];
        int id = _kinds.Object.ReadVariable<int>("build_id_stack");
        ulong[] addresses = new ulong[_stacks.MaxDepth];
        Assert.True(_stacks.TryGetFrames(_kinds.Object.ReadVariable<int>("user_stack"), addresses, out int depth));

        Assert.True(stacks.TryGetFrames(id, frames, out int count));

        // The last frame can be one of another helper call; the first is the system call of this process in both.
        Assert.Equal(depth, count);
        Assert.NotEqual(BpfBuildIdStatus.Empty, frames[0].Status);
        if (frames[0].Status == BpfBuildIdStatus.Address)
        {
            Assert.Equal(addresses[0], frames[0].Offset); // The kernel could not read the file without waiting.
            return;
        }

        byte[] buildId = new byte[20];
        frames[0].CopyBuildId(buildId);
        string path = FileOf(addresses[0]);
        Assert.True(ElfFile.Parse(File.ReadAllBytes(path)).TryGetBuildId(out ReadOnlyMemory<byte> expected));
        Assert.Equal(Convert.ToHexString(expected.Span), Convert.ToHexString(buildId));
        Assert.Equal($"{Convert.ToHexString(buildId)}+0x{frames[0].Offset:x}", frames[0].ToString());
    }

    [Fact]
    public void A_deleted_stack_is_gone_and_an_error_number_is_no_stack()
    {
        ulong[] frames = new ulong[_stacks.MaxDepth];
        int id = _kinds.Object.ReadVariable<int>("kernel_stack");

        Assert.True(_stacks.Delete(id));

        Assert.False(_stacks.TryGetFrames(id, frames, out int count));
        Assert.Equal(0, count);
        Assert.False(_stacks.Delete(id));
        Assert.False(_stacks.TryGetFrames(-14, frames, out _));
        Assert.False(_stacks.Delete(-14));
        Assert.Throws<ArgumentException>(() => _stacks.TryGetFrames(id, new ulong[5], out _));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Clearing_frees_every_stack()
    {
        ulong[] frames = new ulong[_stacks.MaxDepth];
        Assert.True(_stacks.TryGetFrames(_kinds.Object.ReadVariable<int>("user_stack"), frames, out _));

        _stacks.Clear();

        Assert.False(_stacks.TryGetFrames(_kinds.Object.ReadVariable<int>("kernel_stack"), frames, out _));
        Assert.False(_stacks.TryGetFrames(_kinds.Object.ReadVariable<int>("user_stack"), frames, out _));
        Assert.False(_stacks.Map.TryGetNextKey([], new byte[4]));
    }

    [Fact]
    public void The_two_forms_are_not_mixed_up()
    {
        Assert.Throws<ArgumentException>(() => _kinds.Object.GetMap("stacks").AsBuildIdStacks());
        Assert.Throws<ArgumentException>(() => _kinds.Object.GetMap("build_ids").AsStackTraces());
    }

    [Fact]
    public void Reading_a_stack_allocates_nothing()
    {
        ulong[] frames = new ulong[_stacks.MaxDepth];
        int id = _kinds.Object.ReadVariable<int>("kernel_stack");
        _stacks.TryGetFrames(id, frames, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 100; i++)
            _stacks.TryGetFrames(id, frames, out _);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string NameOf(ulong address)
    {
        string name = "";
        ulong best = 0;
        foreach (string line in File.ReadLines("/proc/kallsyms"))
        {
            string[] parts = line.Split(' ', 3);
            ulong start = ulong.Parse(parts[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (start <= address && start > best)
            {
                best = start;
                name = parts[2];
            }
        }

        return name;
    }

    private static string FileOf(ulong address)
    {
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            string[] range = line[..line.IndexOf(' ', StringComparison.Ordinal)].Split('-');
            if (address >= ulong.Parse(range[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                && address < ulong.Parse(range[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture))
                return line[(line.LastIndexOf(' ') + 1)..];
        }

        return "";
    }
}
