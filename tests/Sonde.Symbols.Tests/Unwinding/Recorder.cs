using System.Diagnostics;

namespace Sonde.Symbols.Tests.Unwinding;

/// <summary>Programs that are built for a test, and recordings of perf of them.</summary>
internal static class Recorder
{
    public static void RequirePerf() => Assert.SkipUnless(Find("perf") is not null, "needs perf (Debian: linux-perf)");

    /// <summary>Builds a program that lies beside the tests, and gives its path.</summary>
    public static string Build(string folder, string source, string compiler, params string[] options)
    {
        Assert.SkipUnless(Find(compiler) is not null, $"needs {compiler}");
        string program = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(source)}-{compiler}");
        Run(compiler, ["-O2", "-fomit-frame-pointer", .. options, "-o", program, Path.Combine(AppContext.BaseDirectory, "Unwinding", "Programs", source), "-lm", "-pthread"]);
        return program;
    }

    /// <summary>Records a command with copies of 16 KiB of its stacks.</summary>
    public static string Record(string folder, int frequency, params string[] command)
    {
        string path = Path.Combine(folder, $"{Path.GetFileName(command[0])}.data");
        Run(
            "perf",
            ["record", "-q", "-e", "cpu-clock:u", "-F", $"{frequency}", "--call-graph", "dwarf,16384", "-o", path, "--", .. command]);
        return path;
    }

    public static string Run(string program, IEnumerable<string> arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {error.GetAwaiter().GetResult()}");
        return output;
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
