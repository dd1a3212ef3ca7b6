using System.Diagnostics;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

/// <summary>Runs Sonde.Bpf.Faults, which tries public operations with each of their system calls failing.</summary>
[Collection("Alone")]
public sealed class FaultTests
{
    [Fact]
    public async Task Whatever_system_call_fails_there_is_one_clear_error_and_nothing_left_behind()
    {
        TestKernel.Require(KernelFeatures.Bpf | KernelFeatures.Uprobe | KernelFeatures.Tracepoint);
        Assert.InRange(await TryOperations(), 65, int.MaxValue);
    }

    // In one guest: it takes long there.
    [Fact]
    [Trait("Matrix", "guest")]
    public async Task Whatever_system_call_fails_on_kernel_functions_there_is_one_clear_error_and_nothing_left_behind()
    {
        TestKernel.RequireVersion(6, 19);
        TestKernel.Require(KernelFeatures.Kprobe | KernelFeatures.Fentry);
        Assert.Equal(4, await TryOperations("kernel:"));
    }

    // How many operations passed; all others are the failure's text.
    private static async Task<int> TryOperations(params string[] names)
    {
        _ = TestKernel.BpfFileSystem;
        string folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Sonde.Bpf.Faults/release"));
        var start = new ProcessStartInfo(ToolProcess.Dotnet, [Path.Combine(folder, "Sonde.Bpf.Faults.dll"), .. names])
        {
            RedirectStandardOutput = true,
            Environment = { ["LD_PRELOAD"] = Path.Combine(folder, "libc.so") },
        };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(process.ExitCode == 0, string.Join('\n', lines.Where(l => !l.StartsWith("passed", StringComparison.Ordinal))));
        return lines.Count(l => l.StartsWith("passed ", StringComparison.Ordinal));
    }
}
