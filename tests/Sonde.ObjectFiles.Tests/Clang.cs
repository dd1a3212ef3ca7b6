using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Sonde.Bpf.Build.Compiling;

namespace Sonde.ObjectFiles.Tests;

/// <summary>Objects compiled from the sources beside the tests, each once a run.</summary>
internal static class Clang
{
    private static readonly ConcurrentDictionary<string, byte[]> Objects = new();

    // The one that the build uses: a machine may have clang-14 and no clang.
    private static readonly string Program = ClangSearch.Find("", Environment.GetEnvironmentVariable("SONDE_CLANG") ?? "", Environment.GetEnvironmentVariable("PATH") ?? "")
        ?? throw new InvalidOperationException("There is no clang on PATH.");

    public static byte[] Compile(string program, string options = "-target bpf -g") =>
        Objects.GetOrAdd(program + " " + options, _ => Run(program, options));

    /// <summary>Compiles text as a BPF program, and fails where clang warns.</summary>
    public static byte[] CompileText(string text, string debugging = "-g")
    {
        string source = Path.GetTempFileName();
        try
        {
            File.WriteAllText(source, text);
            return CompileFile(source, $"-target bpf {debugging} -Wall -Werror -x c");
        }
        finally
        {
            File.Delete(source);
        }
    }

    private static byte[] Run(string program, string options) =>
        CompileFile(Path.Combine(AppContext.BaseDirectory, "Programs", program + ".bpf.c"), options);

    private static byte[] CompileFile(string source, string options)
    {
        string output = Path.GetTempFileName();
        try
        {
            string headers = "/usr/include/" + (RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64") + "-linux-gnu";
            using Process clang = Process.Start(Program, $"{options} -O2 -I{headers} -c \"{source}\" -o \"{output}\"");
            clang.WaitForExit();
            Assert.Equal(0, clang.ExitCode);
            return File.ReadAllBytes(output);
        }
        finally
        {
            File.Delete(output);
        }
    }
}
