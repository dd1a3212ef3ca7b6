using System.Text.RegularExpressions;
using Sonde.Kernel;
using Sonde.Symbols.Tests.Native;

namespace Sonde.Symbols.Tests.Live;

/// <summary>The frames of a .NET process that was running before anybody asked.</summary>
public sealed class DotNetFramesTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("net10.0")]
    [InlineData("net8.0")]
    public void Managed_frames_and_kernel_frames_of_a_running_process_have_names(string framework)
    {
        using DotNetLoad load = DotNetLoad.Start(framework);
        string[] before = FilesOf(load.Pid);
        List<CallChain> chains = ChainSampler.Sample(load.Pid, TimeSpan.FromSeconds(3));
        var symbols = new Symbolizer();
        ProcessMaps maps = ProcessMaps.Read(load.Pid);

        var unnamed = new Dictionary<string, int>(StringComparer.Ordinal);
        int jit = 0, readyToRun = 0, named = 0, kernel = 0;
        foreach (CallChain chain in chains)
        {
            foreach (ulong address in chain.User)
            {
                ProcessMapping? mapping = maps.Find(address);
                if (mapping is null)
                    continue;
                bool isAssembly = mapping.Name.EndsWith(".dll", StringComparison.Ordinal);
                if (!isAssembly && !mapping.Name.StartsWith("/memfd:doublemapper", StringComparison.Ordinal))
                    continue;
                readyToRun += isAssembly ? 1 : 0;
                jit += isAssembly ? 0 : 1;
                SymbolFrame frame = symbols.ResolveProcess(load.Pid, address);
                if (frame.Name is not null)
                    named++;
                else
                    unnamed[frame.ToString()] = unnamed.GetValueOrDefault(frame.ToString()) + 1;
            }

            foreach (ulong address in chain.Kernel)
            {
                kernel++;
                SymbolFrame frame = symbols.ResolveKernel(address);
                Assert.True(frame.Name is not null, $"kernel frame {frame}");
            }
        }

        (int ofPerf, int allOfPerf)? perf = PerfsShare(load.Pid);
        PerfMap? map = PerfFileOnDemand.ReadPerfMap(load.Pid, TimeSpan.FromSeconds(10));
        JitDump? dump = PerfFileOnDemand.ReadJitDump(load.Pid, TimeSpan.FromSeconds(10));
        Assert.NotNull(map);
        Assert.NotNull(dump);
        int byMap = Count(chains, maps, address => map.TryFind(address, out _));
        int byDump = Count(chains, maps, address => dump.TryFind(address, out _));
        string perfs = perf is var (some, all) ? $"perf itself {some} of {all}" : "perf is not installed";
        output.WriteLine($"figures: {framework}: of {jit} JIT and {readyToRun} ReadyToRun frames Sonde names {named}, a perf map alone {byMap}, a jitdump {byDump}; {perfs}");
        output.WriteLine($"{chains.Count} samples, {kernel} kernel frames, all named");
        foreach ((string frame, int count) in unnamed.OrderByDescending(each => each.Value).Take(20))
            output.WriteLine($"{count,6} {frame}");
        Assert.InRange(jit, 1000, int.MaxValue);
        Assert.InRange(readyToRun, 100, int.MaxValue);
        Assert.InRange(kernel, 1, int.MaxValue);
        Assert.InRange(named, (jit + readyToRun) * 99 / 100, int.MaxValue);
        // A figure that has nothing to compare to says nothing.
        if (perf is not null)
            Assert.InRange(perf.Value.allOfPerf, 100, int.MaxValue);
        Assert.Equal(before, FilesOf(load.Pid));
    }

    [Theory]
    [InlineData("net10.0")]
    [InlineData("net8.0")]
    public void Without_the_list_of_methods_a_jitdump_names_them_and_none_stays_behind(string framework)
    {
        using DotNetLoad load = DotNetLoad.Start(framework);
        string[] before = FilesOf(load.Pid);
        ManagedMethod[] methods = [.. DotNetProcess.ReadMethods(load.Pid).Methods.Where(method => method.RawType.Length > 0)];
        JitDump? dump = PerfFileOnDemand.ReadJitDump(load.Pid, TimeSpan.FromSeconds(10));
        // Some are compiled again between the two.
        int named = methods.Count(method => dump!.TryFind(method.Start, out JitMethod? compiled) && compiled.Name.Contains(method.RawName, StringComparison.Ordinal));
        output.WriteLine($"figures: {framework}: a jitdump has {named} of {methods.Length} methods");
        Assert.InRange(named, methods.Length * 95 / 100, int.MaxValue);
        Assert.Equal(before, FilesOf(load.Pid));
    }

    // What perf itself makes of the same process: how many such frames it names, and of how many. Null where there is no perf.
    private static (int Named, int All)? PerfsShare(int pid)
    {
        using var built = new Built();
        try
        {
            built.Run("perf", "record", "-q", "-F", "997", "-e", "cpu-clock", "-g", "-p", $"{pid}", "-o", "perf.data", "--", "sleep", "1");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }

        string[] frames = [.. built.Run("perf", "script", "-i", "perf.data", "-F", "ip,sym,dso").Split('\n')
            .Where(line => line.Contains("(/memfd:doublemapper", StringComparison.Ordinal) || line.EndsWith(".dll)", StringComparison.Ordinal))];
        return (frames.Count(frame => !frame.Contains("[unknown]", StringComparison.Ordinal)), frames.Length);
    }

    [Theory]
    [InlineData("net10.0")]
    [InlineData("net8.0")]
    public void In_a_container_the_runtime_is_found_by_its_own_number_and_in_its_own_folder(string framework)
    {
        using DotNetLoad load = DotNetLoad.StartInContainer(framework);
        Assert.EndsWith("\t1", File.ReadLines($"/proc/{load.Pid}/status").First(line => line.StartsWith("NSpid:", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Empty(FilesOf(load.Pid));
        string[] before = FilesIn(load.Pid);
        List<CallChain> chains = ChainSampler.Sample(load.Pid, TimeSpan.FromSeconds(1));
        using var symbols = new Symbolizer();
        ProcessMaps maps = ProcessMaps.Read(load.Pid);
        int all = Count(chains, maps, _ => true);
        int named = Count(chains, maps, address => symbols.ResolveProcess(load.Pid, address).Name is not null);
        Assert.InRange(all, 500, int.MaxValue);
        Assert.InRange(named, all * 99 / 100, all);
        Assert.Equal(before, FilesIn(load.Pid));

        // The other ways find their files there, too.
        Assert.NotNull(PerfFileOnDemand.ReadPerfMap(load.Pid, TimeSpan.FromSeconds(10)));
        Assert.NotNull(PerfFileOnDemand.ReadJitDump(load.Pid, TimeSpan.FromSeconds(10)));
        Assert.Equal(before, FilesIn(load.Pid));
    }

    private static string[] FilesIn(int pid) => [.. Directory.GetFiles($"/proc/{pid}/root/tmp").Order(StringComparer.Ordinal)];

    private static int Count(List<CallChain> chains, ProcessMaps maps, Func<ulong, bool> isNamed) =>
        chains.SelectMany(chain => chain.User).Count(address => maps.Find(address) is { } mapping
            && (mapping.Name.EndsWith(".dll", StringComparison.Ordinal) || mapping.Name.StartsWith("/memfd:doublemapper", StringComparison.Ordinal)) && isNamed(address));

    private static string[] FilesOf(int pid) =>
        [.. Directory.GetFiles("/tmp").Where(file => Regex.IsMatch(Path.GetFileName(file), $@"^(perf|perfinfo|jit|dotnet-diagnostic|clr-debug-pipe)-{pid}\D")).Order(StringComparer.Ordinal)];
}
