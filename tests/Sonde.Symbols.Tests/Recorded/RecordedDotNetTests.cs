using System.Globalization;
using System.Text;
using Sonde.Symbols.Tests.Live;
using Sonde.Symbols.Tests.Unwinding;
using Sonde.Testing;

namespace Sonde.Symbols.Tests.Recorded;

/// <summary>Recordings of .NET processes: how many of their managed frames have names, and what perf makes of the same.</summary>
public sealed class RecordedDotNetTests(ITestOutputHelper output) : IDisposable
{
    private const int FixturePid = 31967;
    private const double Required = 0.99;

    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-recorded-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_recording_with_what_its_runtime_wrote_has_names_for_all_managed_frames()
    {
        byte[] map = Fixtures.Read("dotnet10/perf-PID.map.xz");
        byte[] dump = Fixtures.Read("dotnet10/jit-PID.dump.xz");
        byte[] trace = Fixtures.Read("dotnet10/rundown-kw30.nettrace.xz");
        Shares byMap = NameFixture("map", map, null, null);
        Shares byDump = NameFixture("dump", null, dump, null);
        Shares byTrace = NameFixture("trace", null, null, trace);
        Shares byAll = NameFixture("all", map, dump, trace);
        Shares byPerf = PerfsShares(Encoding.UTF8.GetString(Fixtures.Read("dotnet10/fp.script.txt.xz")));
        output.WriteLine($"perf                     {byPerf}");
        output.WriteLine($"a perf map alone         {PerfMapReader(map)}");
        output.WriteLine($"Sonde with the perf map  {byMap}");
        output.WriteLine($"Sonde with the .nettrace {byTrace}");
        output.WriteLine($"Sonde with the jitdump   {byDump}");
        output.WriteLine($"Sonde with all of them   {byAll}");
        Assert.Equal(byPerf.All, byAll.All);
        Assert.True(byDump.Named >= byDump.All * Required, $"with the jitdump {byDump}");
        Assert.True(byAll.Named >= byAll.All * Required, $"with all of them {byAll}");
        Assert.True(byMap.NamedJit >= byMap.Jit * Required, $"with the perf map {byMap}");
        Assert.True(byTrace.Named >= byTrace.All * Required, $"with the .nettrace {byTrace}");
    }

    [Fact]
    public void A_live_recording_has_names_by_the_jitdump_that_it_shows_and_by_what_perf_made_of_it()
    {
        Recorder.RequirePerf();
        using DotNetLoad load = DotNetLoad.StartWithJitDump("net10.0");
        string dump = $"/tmp/jit-{load.Pid}.dump";
        string recording = Path.Combine(_folder, "perf.data");
        string injected = Path.Combine(_folder, "injected.data");
        try
        {
            string pid = load.Pid.ToString(CultureInfo.InvariantCulture);
            Recorder.Run("perf", ["record", "-q", "-k", "mono", "-e", "cpu-clock:u", "-F", "499", "-g", "-o", recording, "-p", pid, "--", "sleep", "2"]);
            load.Dispose();

            using var processes = new RecordedProcesses(new SymbolizerOptions { ReadLines = false, JitFileFolders = [] });
            Shares shown = Name(recording, processes);
            output.WriteLine($"Sonde with the jitdump           {shown}");
            Assert.True(shown.All > 1000, $"{shown}");
            Assert.True(shown.Named >= shown.All * Required, $"{shown}");

            string text = Recorder.Run("perf", ["script", "--no-inline", "-F", "ip,sym,dso", "-i", recording]);
            output.WriteLine($"perf                             {PerfsShares(text)}");
            Recorder.Run("perf", ["inject", "--jit", "-i", recording, "-o", injected]);
            File.Delete(dump);
            using var others = new RecordedProcesses(new SymbolizerOptions { ReadLines = false, JitFileFolders = [] });
            int jitted = 0, named = 0;
            Recording.Visit(injected, others, (int _, ulong _, string mapping, SymbolFrame frame) =>
            {
                bool isJitted = Path.GetFileName(mapping).StartsWith("jitted-", StringComparison.Ordinal);
                jitted += isJitted ? 1 : 0;
                named += isJitted && frame.Name is not null ? 1 : 0;
            });
            output.WriteLine($"in files of perf inject          {named} of {jitted}");
            Assert.True(jitted > 1000, $"{jitted} frames in files of perf inject");
            Assert.True(named >= jitted * Required, $"{named} of {jitted} frames in files of perf inject");
        }
        finally
        {
            File.Delete(dump);
            foreach (string file in Directory.GetFiles("/tmp", $"jitted-{load.Pid}-*.so"))
                File.Delete(file);
        }
    }

    private Shares NameFixture(string folder, byte[]? map, byte[]? dump, byte[]? trace)
    {
        string files = Directory.CreateDirectory(Path.Combine(_folder, folder)).FullName;
        if (map is not null)
            File.WriteAllBytes(Path.Combine(files, $"perf-{FixturePid}.map"), map);
        if (dump is not null)
            File.WriteAllBytes(Path.Combine(files, $"jit-{FixturePid}.dump"), dump);
        using var processes = new RecordedProcesses(new SymbolizerOptions { ReadLines = false, JitFileFolders = [files] });
        if (trace is not null)
            Assert.Equal(FixturePid, processes.AddMethods(new MemoryStream(trace)).ProcessId);
        return Name(Fixtures.Path("dotnet10/fp.perf.data"), processes);
    }

    private Shares Name(string recording, RecordedProcesses processes)
    {
        var shares = default(Shares);
        var unnamed = new Dictionary<string, int>(StringComparer.Ordinal);
        Recording.Visit(recording, processes, (int _, ulong _, string mapping, SymbolFrame frame) =>
        {
            Assert.True(frame.Name is not null || frame.Reason != UnknownReason.None, $"{frame} has neither name nor reason");
            if (!IsManaged(mapping))
                return;
            shares.Count(mapping, frame.Name is not null);
            if (frame.Name is null)
                unnamed[frame.ToString()] = unnamed.GetValueOrDefault(frame.ToString()) + 1;
        });
        foreach ((string frame, int count) in unnamed.OrderByDescending(each => each.Value).Take(5))
            output.WriteLine($"{count,6} {frame}");
        return shares;
    }

    // What a reader has that knows nothing but the map.
    private static Shares PerfMapReader(byte[] text)
    {
        PerfMap map = PerfMap.Parse(text);
        var shares = default(Shares);
        using var processes = new RecordedProcesses(new SymbolizerOptions { ReadLines = false, JitFileFolders = [] });
        Recording.Visit(Fixtures.Path("dotnet10/fp.perf.data"), processes, (int _, ulong address, string mapping, SymbolFrame _) =>
        {
            if (IsManaged(mapping))
                shares.Count(mapping, map.TryFind(address, out _));
        });
        return shares;
    }

    private static Shares PerfsShares(string script)
    {
        var shares = default(Shares);
        foreach (string line in script.Split('\n'))
        {
            int open = line.LastIndexOf("(/", StringComparison.Ordinal);
            if (open < 0 || !line.EndsWith(')'))
                continue;
            string mapping = line[(open + 1)..^1];
            if (IsManaged(mapping))
                shares.Count(mapping, !line.Contains("[unknown]", StringComparison.Ordinal));
        }

        return shares;
    }

    private static bool IsManaged(string mapping) =>
        mapping.StartsWith("/memfd:doublemapper", StringComparison.Ordinal) || mapping.EndsWith(".dll", StringComparison.Ordinal);

    private record struct Shares(int Jit, int NamedJit, int ReadyToRun, int NamedReadyToRun)
    {
        public readonly int All => Jit + ReadyToRun;

        public readonly int Named => NamedJit + NamedReadyToRun;

        public void Count(string mapping, bool isNamed)
        {
            bool isReadyToRun = mapping.EndsWith(".dll", StringComparison.Ordinal);
            Jit += isReadyToRun ? 0 : 1;
            ReadyToRun += isReadyToRun ? 1 : 0;
            NamedJit += isNamed && !isReadyToRun ? 1 : 0;
            NamedReadyToRun += isNamed && isReadyToRun ? 1 : 0;
        }

        public override readonly string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{(double)Named / All:P1} of {All} frames ({NamedJit} of {Jit} JIT, {NamedReadyToRun} of {ReadyToRun} ReadyToRun)");
    }
}
