using System.Diagnostics;
using System.Runtime.InteropServices;
using Sonde.Bpf.Build.Compiling;

namespace Sonde.Bpf.Build.Tests;

/// <summary>Programs beside the tests, compiled by the clang that the task would take.</summary>
internal static class CompiledObject
{
    public static byte[] Of(string name)
    {
        string folder = AppContext.BaseDirectory;
        string target = Path.Combine(Path.GetTempPath(), $"sonde-{name}-{Environment.ProcessId}.o");
        string clang = ClangSearch.Find("", Environment.GetEnvironmentVariable("SONDE_CLANG") ?? "", Environment.GetEnvironmentVariable("PATH") ?? "")!;
        string machine = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64";
        string[] arguments =
        [
            "-target", "bpf", "-mcpu=v3", "-g", "-O2", "-w",
            "-I", Path.Combine(folder, "build/include"), "-idirafter", $"/usr/include/{machine}-linux-gnu",
            "-c", Path.Combine(folder, "Programs", name + ".bpf.c"), "-o", target,
        ];
        using Process process = Process.Start(clang, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        byte[] image = File.ReadAllBytes(target);
        File.Delete(target);
        return image;
    }
}
