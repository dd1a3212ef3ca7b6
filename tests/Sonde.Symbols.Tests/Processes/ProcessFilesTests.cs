using System.Diagnostics;
using Sonde.Kernel;
using Sonde.Symbols.Tests.Native;

namespace Sonde.Symbols.Tests.Processes;

/// <summary>Files of processes that are deleted, replaced, in another mount namespace, or gone with their process.</summary>
public sealed class ProcessFilesTests : IDisposable
{
    // Prints where its function lies, then waits to be killed; "exec" in its input has it execute its second argument.
    private const string Source = """
        #include <signal.h>
        #include <stdio.h>
        #include <string.h>
        #include <unistd.h>
        int __attribute__((noinline)) FUNCTION(int n) { return n * 7; }
        int main(int argc, char **argv)
        {
            char line[16];
            signal(SIGCHLD, SIG_IGN);
            printf("%lx %d\n", (unsigned long)FUNCTION, (int)getpid());
            fflush(stdout);
            while (fgets(line, sizeof(line), stdin)) {
                if (!strcmp(line, "exec\n"))
                    execl(argv[1], argv[1], (char *)0);
                if (!strcmp(line, "fork\n") && fork() == 0) {
                    printf("%lx %d\n", (unsigned long)FUNCTION, (int)getpid());
                    fflush(stdout);
                    pause();
                }
            }
            return FUNCTION(argc);
        }
        """;

    private readonly Built _built = new();
    private readonly List<Process> _processes = [];
    private readonly Symbolizer _symbols = new();

    public void Dispose()
    {
        foreach (Process process in _processes)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        _symbols.Dispose();
        _built.Dispose();
    }

    [Fact]
    public void A_file_that_was_deleted_has_its_names()
    {
        string path = Build("deleted", "lost_and_found");
        (Process process, ulong address, _) = Start(path);
        File.Delete(path);
        SymbolFrame frame = _symbols.ResolveProcess(process.Id, address);
        Assert.Equal(("lost_and_found", path), (frame.Name, frame.Module));
    }

    [Theory]
    [InlineData("-Wl,--build-id=0x0123456789", "have build 0123456789")]
    [InlineData("-Wl,--build-id=none", "No such file or directory")]
    public void The_place_in_a_file_that_was_deleted_is_at_its_path_and_cannot_be_named_without_it(string option, string explanation)
    {
        string path = Build("deleted", "lost_and_found", option);
        (Process process, ulong address, _) = Start(path);
        ulong offset = OffsetOf(path, "lost_and_found");
        File.Delete(path);
        Assert.True(_symbols.TryNormalize(process.Id, address, out ModuleAddress place));
        Assert.Equal((path, offset), (place.Path, place.FileOffset));
        SymbolFrame frame = _symbols.Resolve(place);
        Assert.Equal((null, UnknownReason.FileGone, path), (frame.Name, frame.Reason, frame.Module));
        Assert.Contains(path, frame.Explanation, StringComparison.Ordinal);
        Assert.Contains(explanation, frame.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_replaced_has_the_names_of_the_old_one()
    {
        string path = Build("replaced", "old_name");
        (Process old, ulong address, _) = Start(path);
        File.Move(Build("next", "new_name"), path, overwrite: true);
        (Process renewed, ulong newAddress, _) = Start(path);
        Assert.Equal("old_name", _symbols.ResolveProcess(old.Id, address).Name);
        Assert.Equal("new_name", _symbols.ResolveProcess(renewed.Id, newAddress).Name);
    }

    [Fact]
    public void A_file_that_changes_is_read_again()
    {
        string path = Build("changing", "first_name");
        ulong offset = OffsetOf(path, "first_name");
        Assert.Equal("first_name", _symbols.ResolveFile(path, offset).Name);
        File.WriteAllBytes(path, File.ReadAllBytes(Build("second", "other_name")));
        Assert.Equal("other_name", _symbols.ResolveFile(path, OffsetOf(path, "other_name")).Name);
    }

    [Fact]
    public void A_file_of_another_mount_namespace_is_that_namespaces()
    {
        string path = Build("inside", "inside_name");
        // The same path holds another program outside: over the folder of the process lies a file system of its own.
        string folder = Directory.CreateDirectory($"{_built.Folder}/mounted").FullName;
        string outside = Build("outside", "outside_name");
        File.Copy(outside, $"{folder}/program");
        (Process process, ulong address, int pid) = Start(
            "unshare", "--mount", "sh", "-c", $"mount -t tmpfs none {folder} && cp {path} {folder}/program && exec {folder}/program");
        SymbolFrame frame = _symbols.ResolveProcess(pid, address);
        Assert.Equal(("inside_name", $"{folder}/program"), (frame.Name, frame.Module));
        Assert.Equal(pid, process.Id);
    }

    [Fact]
    public void A_process_that_executes_another_program_has_that_ones_names()
    {
        // At the same address, so that what was found before would do.
        string next = Build("executed", "after_exec", "-no-pie");
        (Process process, ulong before, _) = Start(Build("executing", "before_exec", "-no-pie"), next);
        Assert.Equal("before_exec", _symbols.ResolveProcess(process.Id, before).Name);
        process.StandardInput.WriteLine("exec");
        process.StandardInput.Flush();
        (ulong after, _) = ReadPlace(process);
        // Nobody tells of it: it shows within a second.
        Thread.Sleep(1100);
        Assert.Equal(before, after);
        Assert.Equal("after_exec", _symbols.ResolveProcess(process.Id, after).Name);
    }

    [Fact]
    public void A_fork_that_has_ended_has_its_parents_names()
    {
        (Process process, ulong address, _) = Start(Build("forking", "in_both"));
        _symbols.ResolveProcess(process.Id, address);
        process.StandardInput.WriteLine("fork");
        process.StandardInput.Flush();
        (ulong same, int child) = ReadPlace(process);
        Assert.Equal(address, same);
        using (Process forked = Process.GetProcessById(child))
            forked.Kill();
        while (Directory.Exists($"/proc/{child}"))
            Thread.Sleep(10);

        Assert.Equal(UnknownReason.ProcessGone, new Symbolizer().ResolveProcess(child, address).Reason);
        _symbols.Forked(process.Id, child);
        Assert.Equal("in_both", _symbols.ResolveProcess(child, address).Name);
    }

    [Fact]
    public void A_process_that_is_said_to_have_forked_itself_is_remembered()
    {
        (Process process, ulong address, _) = Start(Build("self", "once_known"));
        _symbols.ResolveProcess(process.Id, address);
        process.Kill();
        process.WaitForExit();
        _symbols.Forked(process.Id, process.Id);
        Assert.Equal("once_known", _symbols.ResolveProcess(process.Id, address).Name);
    }

    [Fact]
    public void A_process_without_memory_is_said_to_have_ended()
    {
        int thread = Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => name!.All(char.IsAsciiDigit))
            .Select(name => int.Parse(name!, System.Globalization.CultureInfo.InvariantCulture))
            .First(HasNoMemory);
        Assert.Equal(UnknownReason.ProcessGone, _symbols.ResolveProcess(thread, 0x1000).Reason);
    }

    [Fact]
    public void Names_outlive_a_process_that_was_taken_in_time()
    {
        (Process process, ulong address, _) = Start(Build("short", "short_lived"));
        _symbols.Take(process.Id);
        process.Kill();
        process.WaitForExit();
        Assert.Equal("short_lived", _symbols.ResolveProcess(process.Id, address).Name);
        SymbolFrame late = new Symbolizer().ResolveProcess(process.Id, address);
        Assert.Equal((null, UnknownReason.ProcessGone), (late.Name, late.Reason));
        Assert.Contains("process", late.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_without_a_build_is_named_by_the_file_that_it_was_taken_from_and_by_no_other()
    {
        string path = Build("recorded", "recorded_name", "-Wl,--build-id=none");
        (Process process, ulong address, _) = Start(path);
        Assert.True(_symbols.TryNormalize(process.Id, address + 2, out ModuleAddress place));
        Assert.Null(place.BuildId);
        Assert.Equal("recorded_name", new Symbolizer().Resolve(place).Name);
        Assert.Null(new Symbolizer().Resolve(place with { File = null }).Name);

        File.Move(Build("unrelated", "unrelated_name", "-Wl,--build-id=none"), path, overwrite: true);
        SymbolFrame other = new Symbolizer().Resolve(place);
        Assert.Equal((null, UnknownReason.FileGone), (other.Name, other.Reason));
        Assert.Contains("no build id", other.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_is_named_elsewhere_by_its_build()
    {
        string path = Build("recorded", "recorded_name", "-Wl,--build-id=0x00112233");
        (Process process, ulong address, _) = Start(path);
        Assert.True(_symbols.TryNormalize(process.Id, address + 2, out ModuleAddress place));
        Assert.Equal((path, "00112233"), (place.Path, place.BuildId));
        Assert.False(_symbols.TryNormalize(process.Id, 16, out _));

        // On the other machine its path has another program; the folder of debug files has the right one.
        string folder = Directory.CreateDirectory($"{_built.Folder}/store/.build-id/00").FullName;
        _built.Run("objcopy", "--only-keep-debug", path, $"{folder}/112233.debug");
        File.Move(Build("unrelated", "unrelated_name"), path, overwrite: true);
        SymbolFrame frame = new Symbolizer(new() { DebugFolders = [$"{_built.Folder}/store"] }).Resolve(place);
        Assert.Equal(("recorded_name", 2ul), (frame.Name, frame.Offset));
        SymbolFrame missing = new Symbolizer().Resolve(place);
        Assert.Equal((null, UnknownReason.FileGone), (missing.Name, missing.Reason));
        Assert.Contains("00112233", missing.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_tells_of_each_file_how_many_look_ups_were_named_and_why_not()
    {
        string path = Build("reported", "reported_name", "-Wl,--strip-all");
        (Process process, ulong address, _) = Start(path);
        for (int i = 0; i < 3; i++)
            _symbols.ResolveProcess(process.Id, address);
        _symbols.ResolveProcess(process.Id, 16);
        ProcessMapping libc = ProcessMaps.Read(process.Id).Mappings.First(mapping => mapping.IsExecutable && mapping.Name.EndsWith("/libc.so.6", StringComparison.Ordinal));
        _symbols.ResolveProcess(process.Id, libc.Start + OffsetOf(libc.Name, "qsort") - libc.FileOffset);

        // What was forgotten counts, too.
        _symbols.Forget(process.Id);
        _symbols.ResolveProcess(process.Id, address);

        IReadOnlyList<ModuleReport> report = _symbols.Report();
        Assert.Equal([path, "[unmapped]", libc.Name], report.Select(each => each.Module));
        Assert.Equal([(0, 4), (0, 1), (1, 0)], report.Select(each => ((int)each.Named, (int)each.Unnamed.Values.Sum())));
        Assert.Equal(4, report[0].Unnamed[UnknownReason.Stripped]);
        Assert.Equal(4, report[0].Total);
        Assert.Contains("debug symbols", report[0].Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_for_frames_has_a_limit()
    {
        (Process process, ulong address, _) = Start(Build("limited", "limited_name"));
        var symbols = new Symbolizer(new() { CacheBytes = 1 << 20 });
        for (ulong i = 0; i < 200_000; i++)
            symbols.ResolveProcess(process.Id, i);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (ulong i = 200_000; i < 400_000; i++)
            symbols.ResolveProcess(process.Id, i);
        // All of them would take 40 MB; other tests run beside.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 15_000_000);
        Assert.Equal("limited_name", symbols.ResolveProcess(process.Id, address).Name);
        Assert.Equal(400_001, symbols.Report().Sum(each => each.Total));
    }

    [Fact]
    public void Processes_not_asked_for_longest_are_forgotten_with_what_they_had_mapped()
    {
        string program = Build("many", "many_name");
        using var symbols = new Symbolizer(new() { CacheBytes = 30_000 });
        List<(Process Process, ulong Address)> all = [];
        for (int i = 0; i < 20; i++)
        {
            (Process process, ulong address, _) = Start(program);
            all.Add((process, address));
            Assert.Equal("many_name", symbols.ResolveProcess(process.Id, address).Name);
        }

        foreach ((Process process, _) in all)
        {
            process.Kill();
            process.WaitForExit();
        }

        // The last one has its name still: it was not forgotten.
        Assert.Equal("many_name", symbols.ResolveProcess(all[^1].Process.Id, all[^1].Address).Name);
        Assert.Equal(UnknownReason.ProcessGone, symbols.ResolveProcess(all[0].Process.Id, all[0].Address).Reason);
    }

    private string Build(string name, string function, params string[] options) => _built.Program(name, Source.Replace("FUNCTION", function, StringComparison.Ordinal), options);

    private static bool HasNoMemory(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/maps").Length == 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static ulong OffsetOf(string path, string function)
    {
        NativeModule module = NativeModule.Open(path);
        return module.TryGetFileOffset(module.FindByName(function)[0].Start, out ulong offset) ? offset : 0;
    }

    private (Process Process, ulong Address, int Pid) Start(string program, params string[] arguments)
    {
        Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        _processes.Add(process);
        (ulong address, int pid) = ReadPlace(process);
        return (process, address, pid);
    }

    private static (ulong Address, int Pid) ReadPlace(Process process)
    {
        string[] words = process.StandardOutput.ReadLine()!.Split(' ');
        return (Convert.ToUInt64(words[0], 16), int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture));
    }
}
