using System.Diagnostics;
using System.Globalization;
using Sonde.Kernel;
using Sonde.Symbols.Tests.Native;

namespace Sonde.Symbols.Tests.Unwinding;

/// <summary>Which file the rules and instructions of code are read from, when several have its path.</summary>
public sealed class UnwindModulesTests : IDisposable
{
    // Prints where its function lies, and waits to be killed.
    private const string Source = """
        #include <stdio.h>
        #include <unistd.h>
        int __attribute__((noinline)) function(int n) { return n * FACTOR; }
        int main(int argc, char **argv)
        {
            printf("%lx %d\n", (unsigned long)function, (int)getpid());
            fflush(stdout);
            pause();
            return function(argc);
        }
        """;

    private readonly Built _built = new();
    private readonly UnwindModules _modules = new();
    private readonly List<Process> _processes = [];

    public void Dispose()
    {
        foreach (Process process in _processes)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        _modules.Dispose();
        _built.Dispose();
    }

    [Fact]
    public void Processes_of_two_mount_namespaces_have_their_own_file_at_the_same_path()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to make a mount namespace");
        string path = Build("program", "7");
        string other = Build("other", "1234567");
        (int pid, ulong address) = Start(path);
        (int inner, ulong innerAddress) = Start("unshare", "--mount", "sh", "-c", $"mount --bind {other} {path} && exec {path}");
        Assert.Equal(path, ProcessMaps.Read(inner).Find(innerAddress)!.Name);
        byte[] code = CodeOf(pid, address, pid);
        byte[] innerCode = CodeOf(inner, innerAddress, inner);
        Assert.Equal(MemoryOf(pid, address), code);
        Assert.Equal(MemoryOf(inner, innerAddress), innerCode);
        Assert.NotEqual(code, innerCode);
        // Who does not say which process it is has the file of this one, if that is the one that is mapped.
        Assert.Equal(code, CodeOf(pid, address, 0));
        Assert.Empty(CodeOf(inner, innerAddress, 0));
    }

    [Fact]
    public void A_file_that_was_replaced_is_not_taken_for_the_one_that_is_mapped()
    {
        string path = Build("program", "7");
        (int pid, ulong address) = Start(path);
        byte[] code = CodeOf(pid, address, 0);
        Assert.Equal(MemoryOf(pid, address), code);
        File.Move(Build("other", "1234567"), path, overwrite: true);
        (int next, ulong nextAddress) = Start(path);
        Assert.Equal(MemoryOf(next, nextAddress), CodeOf(next, nextAddress, 0));
        using var modules = new UnwindModules();
        AddressSpace space = AddressSpace.Of(ProcessMaps.Read(pid), modules);
        Assert.Equal(0, space.Find(address)!.ReadCode(address, new byte[16]));
        // With the kernel's link to it, which root may follow, it is there all the same.
        if (Environment.IsPrivilegedProcess)
            Assert.Equal(code, CodeOf(pid, address, pid));
    }

    [Fact]
    public void A_file_is_one_module_whatever_paths_lead_to_it()
    {
        string path = Build("program", "7");
        string link = Path.Combine(_built.Folder, "link");
        _built.Run("ln", path, link);
        Assert.Same(Get(path, default), Get(link, default));
        Assert.NotSame(Get(path, default), Get(Build("other", "8"), default));
    }

    [Fact]
    public void A_file_of_another_build_is_not_taken()
    {
        string path = Build("program", "7", "-Wl,--build-id=0x0123456789");
        Assert.True(Get(path, new MappedFile(0, 0, 0, "0123456789"))!.IsNative);
        Assert.False(Get(path, new MappedFile(0, 0, 0, "9876543210"))!.IsNative);
    }

    [Fact]
    public void Beyond_their_limit_the_tables_not_used_longest_are_forgotten_and_read_again_when_they_are_asked_for()
    {
        string[] paths = [.. Enumerable.Range(0, 4).Select(i => Build($"program{i}", $"{i}"))];
        long one = Get(paths[0], default)!.Bytes;
        ulong function = _built.AddressOf("program0", "function");
        Assert.InRange(one, 1, 100_000);
        using var modules = new UnwindModules(maxBytes: (5 * one) / 2);
        var space = new AddressSpace(modules);
        for (int i = 0; i < paths.Length; i++)
            space.Map(Place(i), 0x100_0000, 0, paths[i]);
        int[] asked = [0, 1, 0, 2, 1, 3, 0, 0];
        long[] forgotten = [0, 0, 0, 1, 2, 3, 4, 4];
        for (int i = 0; i < asked.Length; i++)
        {
            Assert.True(space.Find(Place(asked[i]))!.TryFindRule(Place(asked[i]) + function, out _));
            Assert.Equal(forgotten[i], modules.Forgotten);
            Assert.InRange(modules.Bytes, 1, 5 * one / 2);
        }

        static ulong Place(int index) => (ulong)(index + 1) << 32;
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_at_once_keeps_nobody_from_another()
    {
        string slow = Build("slow", "1");
        string other = Build("other", "2");
        using var entered = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        using var modules = new UnwindModules(path =>
        {
            if (path == slow)
            {
                entered.Set();
                go.Wait();
            }

            return path;
        });
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Task<UnwindModule?> first = Task.Run(() => modules.Get(slow, default, 0, default), cancellation);
        entered.Wait(cancellation);
        Task<UnwindModule?> second = Task.Run(() => modules.Get(other, default, 0, default), cancellation);
        bool isFree = await Task.WhenAny(second, Task.Delay(TimeSpan.FromSeconds(20), cancellation)) == second;
        go.Set();
        Assert.True(isFree);
        Assert.True((await first)!.IsNative && (await second)!.IsNative);
    }

    [Fact]
    public void Forgotten_tables_are_read_again_when_the_process_has_ended_and_its_file_is_deleted()
    {
        string path = Build("program", "7");
        (int pid, ulong address) = Start(path);
        using var modules = new UnwindModules(maxBytes: 0);
        CodeRegion region = AddressSpace.Of(ProcessMaps.Read(pid), modules, pid).Find(address)!;
        Assert.True(region.TryFindRule(address, out _));
        End(pid);
        File.Delete(path);
        Assert.True(modules.Get(Build("other", "8"), default, 0, default)!.IsNative);
        Assert.Equal(1, modules.Forgotten);
        Assert.True(region.TryFindRule(address, out _));
        Assert.Equal(2, modules.Forgotten);
    }

    [Fact]
    public void Beyond_the_most_open_files_those_not_used_longest_are_closed_also_without_tables()
    {
        using var modules = new UnwindModules(maxFiles: 2);
        var space = new AddressSpace(modules);
        byte[] code = new byte[1];
        foreach (int i in (int[])[0, 1, 0, 2, 3, 0])
        {
            string path = Path.Combine(_built.Folder, $"{i}");
            File.WriteAllText(path, $"{i}");
            ulong place = (ulong)(i + 1) << 32;
            if (!space.IsCode(place))
                space.Map(place, 0x1000, 0, path);
            Assert.Equal(1, space.Find(place)!.ReadCode(place, code));
            Assert.Equal('0' + i, code[0]);
            Assert.InRange(OpenFiles(), 1, 2);
        }

        Assert.Equal(3, modules.Forgotten);
    }

    [Fact]
    public void A_closed_file_of_an_ended_process_has_no_tables_any_more()
    {
        (int pid, ulong address) = Start(Build("program", "7"));
        using var modules = new UnwindModules(maxFiles: 1);
        CodeRegion region = AddressSpace.Of(ProcessMaps.Read(pid), modules, pid).Find(address)!;
        Assert.True(region.TryFindRule(address, out _));
        Assert.NotNull(modules.Get(Build("other", "8"), default, 0, default));
        Assert.True(region.TryFindRule(address, out _));
        Assert.NotNull(modules.Get(Build("third", "9"), default, 0, default));
        End(pid);
        Assert.False(region.TryFindRule(address, out _));
        Assert.True(region.IsPlaced);
    }

    [Fact]
    public void The_copy_of_a_fork_finds_files_by_the_child_and_shares_no_state()
    {
        string path = Build("program", "7");
        (int parent, ulong address) = Start(path);
        (int child, _) = Start(path);
        AddressSpace space = AddressSpace.Of(ProcessMaps.Read(parent), _modules, parent);
        AddressSpace copy = space.Fork(child);
        Assert.NotSame(space.Find(address), copy.Find(address));
        End(parent);
        Assert.True(copy.Find(address)!.TryFindRule(address, out _));
        Assert.False(space.Find(address)!.TryFindRule(address, out _));
        // A child that nobody knows goes on with what its parent had read.
        AddressSpace next = copy.Fork();
        End(child);
        Assert.True(next.Find(address)!.TryFindRule(address, out _));
    }

    [Theory]
    [InlineData(Errno.EMFILE, true)]
    [InlineData(Errno.ENFILE, true)]
    [InlineData(Errno.ENOMEM, true)]
    [InlineData(Errno.EINTR, true)]
    [InlineData(Errno.EAGAIN, true)]
    [InlineData(Errno.EIO, true)]
    [InlineData(Errno.EACCES, false)]
    public void A_file_that_cannot_be_opened_for_the_moment_is_tried_again(Errno errno, bool isTriedAgain)
    {
        string path = Build("program", "7");
        ulong function = _built.AddressOf("program", "function");
        int tries = 0;
        using var modules = new UnwindModules { Open = place => tries++ == 0 ? throw new KernelException("open", place, errno) : RegularFile.Open(place) };
        var space = new AddressSpace(modules);
        space.Map(0x1_0000_0000, 0x100_0000, 0, path);
        var rules = new RuleCache();
        Assert.False(rules.Get(space, 0x1_0000_0000 + function).HasRule);
        Assert.Equal(isTriedAgain, rules.Get(space, 0x1_0000_0000 + function).HasRule);
    }

    [Fact]
    public void The_vdso_is_tried_again_when_the_mappings_could_not_be_read()
    {
        int tries = 0;
        using var modules = new UnwindModules
        {
            ReadOwnMaps = () => tries++ == 0 ? throw new KernelException("read", "maps", Errno.EMFILE) : ProcessMaps.Read(Environment.ProcessId),
        };
        Assert.Null(modules.Get("[vdso]", default, 0, default));
        Assert.True(modules.Get("[vdso]", default, 0, default)!.HasTable);
        Assert.NotNull(modules.Get("[vdso]", default, 0, default));
        Assert.Equal(2, tries);
    }

    // Of this process, in the folder of this test.
    private int OpenFiles() =>
        Directory.GetFiles("/proc/self/fd").Count(each => new FileInfo(each).LinkTarget?.StartsWith(_built.Folder, StringComparison.Ordinal) == true);

    private void End(int pid)
    {
        Process process = _processes.Single(each => each.Id == pid);
        process.Kill();
        process.WaitForExit();
    }

    private UnwindModule? Get(string path, MappedFile file) => _modules.Get(path, file, 0, default);

    private string Build(string name, string factor, params string[] options) => _built.Program(name, Source, [$"-DFACTOR={factor}", .. options]);

    private byte[] CodeOf(int pid, ulong address, int known)
    {
        AddressSpace space = AddressSpace.Of(ProcessMaps.Read(pid), _modules, known);
        byte[] code = new byte[16];
        return code[..space.Find(address)!.ReadCode(address, code)];
    }

    private static byte[] MemoryOf(int pid, ulong address)
    {
        using FileStream memory = new(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/mem"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
        byte[] code = new byte[16];
        memory.Position = (long)address;
        memory.ReadExactly(code);
        return code;
    }

    private (int Pid, ulong Address) Start(string program, params string[] arguments)
    {
        Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        _processes.Add(process);
        string[] line = process.StandardOutput.ReadLine()!.Split(' ');
        return (int.Parse(line[1], CultureInfo.InvariantCulture), ulong.Parse(line[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
