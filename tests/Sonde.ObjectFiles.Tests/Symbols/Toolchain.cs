using System.Diagnostics;
using Sonde.Bpf.Build.Compiling;

namespace Sonde.ObjectFiles.Tests.Symbols;

/// <summary>The compilers and tools that make what is read here. A test that finds one missing fails and says which package has it.</summary>
internal static class Toolchain
{
    public static string Gcc => Find("g++", "g++");

    public static string Objcopy => Find("objcopy", "binutils");

    public static string Dwz => Environment.GetEnvironmentVariable("SONDE_DWZ") ?? Find("dwz", "dwz");

    public static string Rustc => Find("rustc", "rustc");

    public static string Clang => ClangSearch.Find("", Environment.GetEnvironmentVariable("SONDE_CLANG") ?? "", SearchPath)
        ?? throw new InvalidOperationException("There is no clang on PATH.");

    /// <summary>The newest: those before 16 join the folders of DWARF 5 wrongly.</summary>
    public static string Symbolizer => Newest("llvm-symbolizer");

    public static string Dwp => Newest("llvm-dwp");

    private static string SearchPath => Environment.GetEnvironmentVariable("PATH") ?? "";

    public static void Run(string folder, string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {error}");
    }

    private static string Newest(string tool)
    {
        string folder = Environment.GetEnvironmentVariable("SONDE_LLVM")
            ?? Directory.GetDirectories("/usr/lib", "llvm-*").Select(f => Path.Combine(f, "bin"))
                .Where(f => File.Exists(Path.Combine(f, tool)))
                .MaxBy(f => int.Parse(Path.GetFileName(Path.GetDirectoryName(f))!.AsSpan(5)))
            ?? throw new InvalidOperationException($"There is no {tool}: the package llvm-19 has it.");
        return Path.Combine(folder, tool);
    }

    private static string Find(string tool, string package) =>
        SearchPath.Split(':').Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"There is no {tool}: the package {package} has it.");
}
