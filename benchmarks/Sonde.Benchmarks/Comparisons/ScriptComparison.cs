using System.Diagnostics;

namespace Sonde.Benchmarks;

/// <summary>
/// A recording of all processes of 50 MB is printed with symbols by whole processes, their start included: the sample <c>foldstacks</c>,
/// compiled ahead of time where that could be done and by the runtime, and perf.
/// </summary>
internal sealed class ScriptComparison : IComparison
{
    private const int EndedByLimit = 128 + 15;

    // 20 seconds of a compiler, an interpreter and the file system, or less when the file has its size.
    private const string Load = """
        end=$(($(date +%s) + 20)); now() { date +%s; }
        (while [ $(now) -lt $end ]; do find /usr /var/lib -name none; done) &
        (while [ $(now) -lt $end ]; do python3 -c 'import json; d = {str(i): [i] * 5 for i in range(50000)}; json.loads(json.dumps(d))'; done) &
        (while [ $(now) -lt $end ]; do gcc -O2 -S -o /dev/null source.c; done) &
        wait
        """;

    public string Name => "script";

    public void Run(Peers peers)
    {
        string folder = Directory.CreateTempSubdirectory("sonde-script-").FullName;
        try
        {
            File.WriteAllLines(Path.Combine(folder, "source.c"), Enumerable.Range(0, 1500).Select(i => $"int f{i}(int *a, int n) {{ int s = 0; for (int j = 0; j < n; j++) s += a[j] * {i} + a[s & 7]; return s; }}"));
            string recording = Path.Combine(folder, "perf.data");
            _ = Measure(folder, "perf", "record", "-q", "-e", "cpu-clock", "-F", "20000", "-g", "-a", "--max-size", "50M", "-o", recording, "--", "sh", "-c", Load);
            string megabytes = $"{new FileInfo(recording).Length / 1e6:F0} MB";
            foreach (bool isCpu in new[] { false, true })
            {
                string what = isCpu ? "milliseconds of CPU" : "milliseconds";
                Side perf = new("perf script --no-inline", () => Take(isCpu, folder, "perf", "script", "--no-inline", "-i", recording));
                Table.Print($"{Name}: {what} to fold the stacks of {megabytes}", Rounds.Take(1, 9, [.. Sides(peers, isCpu, folder, recording), perf]));
                Table.Print($"{Name}: {what} to print {megabytes}", Rounds.Take(1, 9, [.. Sides(peers, isCpu, folder, "--script", recording), perf]));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<Side> Sides(Peers peers, bool isCpu, string folder, params string[] arguments)
    {
        string native = Path.GetFullPath(Path.Combine(peers.Folder, "foldstacks"));
        if (File.Exists(native))
            yield return new Side("Sonde, a native program", () => Take(isCpu, folder, native, arguments));
        yield return new Side("Sonde, by dotnet", () => Take(isCpu, folder, "dotnet", [Path.Combine(AppContext.BaseDirectory, "foldstacks.dll"), .. arguments]));
    }

    private static double Take(bool isCpu, string folder, string program, params string[] arguments)
    {
        (double wall, double cpu) = Measure(folder, program, arguments);
        return isCpu ? cpu : wall;
    }

    // All output is read through a pipe, as by the next program of a pipeline.
    private static (double Wall, double Cpu) Measure(string folder, string program, params string[] arguments)
    {
        double cpu = Machine.CpuOfEnded();
        long start = Stopwatch.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        byte[] buffer = new byte[1 << 16];
        while (process.StandardOutput.BaseStream.Read(buffer) > 0)
        {
        }

        process.WaitForExit();
        if (process.ExitCode is not (0 or EndedByLimit))
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, Machine.CpuOfEnded() - cpu);
    }
}
