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
        Assert.True(Get(path, new MappedFile(0, 0, 0, "0123456789")).IsNative);
        Assert.False(Get(path, new MappedFile(0, 0, 0, "9876543210")).IsNative);
    }

    [Fact]
    public void Beyond_its_limit_the_file_not_used_longest_is_forgotten_and_read_again_when_it_is_asked_for()
    {
        string[] paths = [.. Enumerable.Range(0, 4).Select(i => Build($"program{i}", $"{i}"))];
        long one = Get(paths[0], default).Bytes;
        Assert.InRange(one, 1, 100_000);
        using var modules = new UnwindModules(maxBytes: (5 * one) / 2);
        var space = new AddressSpace(modules);
        for (int i = 0; i < paths.Length; i++)
            space.Map(Place(i), 0x100_0000, 0, paths[i]);
        int[] asked = [0, 1, 0, 2, 1, 3, 0, 0];
        long[] forgotten = [0, 0, 0, 1, 2, 3, 4, 4];
        for (int i = 0; i < asked.Length; i++)
        {
            // Of each file the same bytes are read, however often it was forgotten.
            byte[] code = new byte[16];
            Assert.Equal(16, space.Find(Place(asked[i]))!.ReadCode(Place(asked[i]), code));
            Assert.Equal("\u007fELF"u8, code.AsSpan(0, 4));
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
        Task<UnwindModule> first = Task.Run(() => modules.Get(slow, default, 0, default), cancellation);
        entered.Wait(cancellation);
        Task<UnwindModule> second = Task.Run(() => modules.Get(other, default, 0, default), cancellation);
        bool isFree = await Task.WhenAny(second, Task.Delay(TimeSpan.FromSeconds(20), cancellation)) == second;
        go.Set();
        Assert.True(isFree);
        Assert.True((await first).IsNative && (await second).IsNative);
    }

    private UnwindModule Get(string path, MappedFile file) => _modules.Get(path, file, 0, default);

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
