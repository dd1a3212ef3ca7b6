using Sonde.Kernel;

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

        output.WriteLine($"{framework}: {chains.Count} samples, {jit} JIT and {readyToRun} ReadyToRun frames, {named} named, {kernel} kernel frames, all named");
        foreach ((string frame, int count) in unnamed.OrderByDescending(each => each.Value).Take(20))
            output.WriteLine($"{count,6} {frame}");
        Assert.InRange(jit, 1000, int.MaxValue);
        Assert.InRange(readyToRun, 100, int.MaxValue);
        Assert.InRange(kernel, 1, int.MaxValue);
        Assert.InRange(named, (jit + readyToRun) * 99 / 100, int.MaxValue);
        Assert.Equal(before, FilesOf(load.Pid));
    }

    private static string[] FilesOf(int pid) => [.. Directory.GetFiles("/tmp", $"*{pid}*").Order(StringComparer.Ordinal)];
}
