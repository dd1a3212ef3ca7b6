using System.Diagnostics;
using System.Globalization;
using Sonde.Testing;

namespace Samples.Tests.Foldstacks;

/// <summary>A recording of this machine, as the tool and as perf print it.</summary>
public sealed class FoldstacksTests : IDisposable
{
    // What perf 6.1 prints otherwise: of several kernel names at one address the last of the list, functions of the PLT under others' names,
    // nothing of a chain with a damaged mark in it, no name behind the kernel's last symbol; and a few C++ names that only it demangles.
    private const double LeastShare = 0.99;

    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-foldstacks-").FullName;

    private string Recording => Path.Combine(_folder, "perf.data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_text_is_that_of_perf_script()
    {
        Record();
        string[] expected = Run("perf", "script", "--no-inline", "-i", Recording).Split("\n\n");
        string[] actual = Tool("--script", Recording).Split("\n\n");

        Assert.Equal(expected.Length, actual.Length);
        int lines = 0;
        var others = new List<string>();
        for (int i = 0; i < expected.Length; i++)
        {
            string[] theirs = expected[i].Split('\n');
            string[] ours = actual[i].Split('\n');
            lines += theirs.Length;
            for (int j = 0; j < Math.Max(theirs.Length, ours.Length); j++)
            {
                if (theirs.ElementAtOrDefault(j) is var x && ours.ElementAtOrDefault(j) is var y && x != y)
                    others.Add($"{x} <> {y}");
            }
        }

        Assert.True(lines > 1000, $"perf recorded next to nothing: {lines} lines");
        Assert.True(others.Count <= lines * (1 - LeastShare), $"{others.Count} of {lines} lines differ:\n{string.Join('\n', others.Take(50))}");
    }

    [Fact]
    public void Folded_stacks_have_all_samples_and_end_in_the_function_that_was_sampled()
    {
        Record();
        int samples = Run("perf", "script", "-i", Recording, "-F", "pid").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        string[] stacks = Tool(Recording).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(samples, stacks.Sum(line => int.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture)));
        Assert.Equal(stacks.Length, stacks.Distinct(StringComparer.Ordinal).Count());
        Assert.Contains(stacks, line => line.StartsWith("find;", StringComparison.Ordinal) && line.Contains(";do_syscall_64;", StringComparison.Ordinal));
    }

    [Fact]
    public void Compiled_code_has_the_names_of_the_perf_map_that_its_runtime_left()
    {
        Record();
        string recording = Path.Combine(_folder, "dotnet.data");
        // The tool itself, at work. Its names stay behind as those of any process would.
        string tool = $"DOTNET_PerfMapEnabled=3 {ToolProcess.Dotnet} {Path.Combine(AppContext.BaseDirectory, "foldstacks.dll")} {Recording} > {_folder}/none & wait; echo $!";
        string pid = Run("perf", "record", "-q", "-k", "mono", "-e", "cpu-clock:u", "-F", "4999", "-g", "-o", recording, "--", "sh", "-c", tool).Trim();
        try
        {
            Assert.Contains("FoldstacksTool.FoldstacksProgram::Main", Tool(recording), StringComparison.Ordinal);
            Assert.Contains("FoldstacksTool.FoldstacksProgram::Main", Tool("--script", recording), StringComparison.Ordinal);
        }
        finally
        {
            foreach (string file in Directory.GetFiles("/tmp", $"perf*-{pid}.map"))
                File.Delete(file);
        }
    }

    [Theory]
    [InlineData]
    [InlineData("--script")]
    public void A_recording_that_is_cut_at_its_end_gives_what_it_has_and_the_error(params string[] options)
    {
        Record();
        string whole = Tool([.. options, Recording]);
        byte[] bytes = File.ReadAllBytes(Recording);
        // The data begin at the offset at 40 and have the size at 48; behind them are features.
        long data = BitConverter.ToInt64(bytes, 40);
        File.WriteAllBytes(Recording, bytes[..(int)(data + (BitConverter.ToInt64(bytes, 48) / 2) + 3)]);
        using ToolProcess tool = ToolProcess.Start("foldstacks", [.. options, Recording]);
        Assert.Equal(1, tool.Wait());
        Assert.Contains("foldstacks: file is truncated", tool.Error, StringComparison.Ordinal);
        Assert.InRange(tool.Output.Length, whole.Length / 20, whole.Length);
    }

    [Theory]
    [InlineData]
    [InlineData("--script")]
    public void What_was_lost_and_what_has_no_names_is_told(params string[] options)
    {
        Record();
        byte[] bytes = File.ReadAllBytes(Recording);
        int data = (int)BitConverter.ToInt64(bytes, 40);
        // The kernel's mapping says where a symbol was just before its name: elsewhere, as before a restart.
        int name = data + bytes.AsSpan(data).IndexOf("[kernel.kallsyms]_"u8);
        bytes[name - 6] ^= 0x20;
        // PERF_RECORD_LOST of 56 bytes, without a time: 7 records of event 1.
        byte[] lost = [2, 0, 0, 0, 0, 0, 56, 0, 1, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, .. new byte[32]];
        BitConverter.TryWriteBytes(bytes.AsSpan(48), BitConverter.ToInt64(bytes, 48) + lost.Length);
        // Features follow the data; without them there are no build ids, and the address alone tells.
        bytes.AsSpan(72, 32).Clear();
        File.WriteAllBytes(Recording, [.. bytes[..data], .. lost, .. bytes[data..]]);

        using ToolProcess tool = ToolProcess.Start("foldstacks", [.. options, Recording]);
        Assert.Equal(0, tool.Wait());
        Assert.Contains("foldstacks: 7 records were lost", tool.Error, StringComparison.Ordinal);
        Assert.Contains("foldstacks: kernel code has no names: the kernel that was recorded had _", tool.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("do_syscall_64", tool.Output, StringComparison.Ordinal);
        Assert.Contains("find", tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_recording_is_refused_with_the_reason()
    {
        File.WriteAllText(Recording, "no recording at all, but long enough");
        using ToolProcess tool = ToolProcess.Start("foldstacks", Recording);
        Assert.Equal(1, tool.Wait());
        Assert.Equal("foldstacks: not a perf recording: it does not start with PERFILE2\n", tool.Error);
    }

    private static string Tool(params string[] arguments) => Run(ToolProcess.Dotnet, [Path.Combine(AppContext.BaseDirectory, "foldstacks.dll"), .. arguments]);

    private static string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {error.GetAwaiter().GetResult()}");
        return output;
    }

    private void Record()
    {
        bool hasPerf = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "perf")));
        Assert.SkipUnless(hasPerf, "needs perf (Debian: linux-perf)");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root: it records all processes");
        Run(
            "perf", "record", "-q", "-e", "cpu-clock", "-F", "2000", "-g", "-a", "-o", Recording, "--",
            "sh", "-c", "for i in 1 2 3; do find /usr/share /usr/lib -name none; echo 'int f(int n) { return n * 7; }' | gcc -O2 -x c -c -o /dev/null -; done");
    }
}
