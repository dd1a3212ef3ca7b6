using System.Diagnostics;
using System.Globalization;
using Sonde.ObjectFiles;
using Sonde.Perf;
using Sonde.Testing;

namespace Sonde.Symbols.Tests.Unwinding;

/// <summary>Stacks in which native and managed code alternate, down to where the thread began.</summary>
public sealed class DotNetStackTests(ITestOutputHelper output) : IDisposable
{
    private const double Required = 0.95;
    private const int FramePointer = 6;

    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-stacks-").FullName;
    private readonly SortedDictionary<UnwindEnd, int> _ends = [];
    private readonly UnwoundFrame[] _frames = new UnwoundFrame[512];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Stacks_of_a_live_process_reach_the_start_of_their_thread()
    {
        Recorder.RequirePerf();
        // A compiler that runs deep in its own calls needs more than 16 KiB, and on a busy machine it runs for long.
        string recording = Path.Combine(_folder, "live.data");
        using (Process load = Process.Start(
            new ProcessStartInfo(ToolProcess.Dotnet, [Path.Combine(AppContext.BaseDirectory, "Sonde.Symbols.Workload.dll")]) { RedirectStandardOutput = true })!)
        {
            try
            {
                Assert.Equal("ready", load.StandardOutput.ReadLine());
                Recorder.Run(
                    "perf",
                    [
                        "record", "-q", "-e", "cpu-clock:u", "-F", "299", "--call-graph", "dwarf,32768", "-m", "4M", "-o", recording,
                        "-p", load.Id.ToString(CultureInfo.InvariantCulture), "--", "sleep", "3",
                    ]);
            }
            finally
            {
                load.Kill();
            }
        }

        List<ulong[]> perf = PerfChains.Of(recording);
        int samples = 0, reached = 0, byFramePointers = 0, byPerf = 0;
        var others = new List<string>();
        Walk(recording, (AddressSpace code, PerfSample sample, in FrameRegisters registers, in StackCopy stack, UnwindEnd end, ReadOnlySpan<UnwoundFrame> frames, RecordedStacks stacks) =>
        {
            int pid = sample.ProcessId;
            bool isReached = end == UnwindEnd.Outermost && IsStart(frames, pid, stacks, out ulong start);
            reached += isReached ? 1 : 0;
            if (!isReached && end != UnwindEnd.StackTooShort && others.Count < 10)
                others.Add($"{end} {string.Join(' ', frames.ToArray().Select(frame => Name(frame, pid, stacks)))}");
            // The others reach it when they come by the call that made the first frame of the thread.
            if (isReached)
            {
                IsStart(frames, pid, stacks, out start);
                byFramePointers += FollowFramePointers(registers, stack).Contains(start) ? 1 : 0;
                byPerf += perf[samples].Any(address => PerfChains.IsSame(address, start - 1, pid, stacks)) ? 1 : 0;
            }

            samples++;
        });

        output.WriteLine($"{samples} stacks: {Share(reached, samples)} reach the start of their thread, {string.Join(", ", _ends)}");
        output.WriteLine($"frame pointers alone {Share(byFramePointers, samples)}, perf {Share(byPerf, samples)}");
        output.WriteLine(string.Join('\n', others));
        // As many as a busy machine lets it have.
        Assert.True(samples > 200, $"{samples} samples");
        Assert.True(reached >= samples * Required, $"{reached} of {samples} reach the start of their thread\n{string.Join('\n', others)}");
    }

    [Fact]
    public void Recorded_stacks_are_walked_to_the_end_of_their_copy()
    {
        string recording = Path.Combine(_folder, "dotnet.data");
        File.WriteAllBytes(recording, Fixtures.Read("dotnet10/dwarf4k.perf.data.xz"));
        int samples = 0, complete = 0, managed = 0, native = 0;
        Walk(recording, (AddressSpace code, PerfSample sample, in FrameRegisters registers, in StackCopy stack, UnwindEnd end, ReadOnlySpan<UnwoundFrame> frames, RecordedStacks stacks) =>
        {
            samples++;
            complete += end is UnwindEnd.Outermost or UnwindEnd.StackTooShort ? 1 : 0;
            foreach (UnwoundFrame frame in frames)
            {
                string name = stacks.FindMapping(sample.ProcessId, frame.LookupAddress)?.Name ?? "";
                managed += name.StartsWith("/memfd:doublemapper", StringComparison.Ordinal) || name.EndsWith(".dll", StringComparison.Ordinal) ? 1 : 0;
                native += name.EndsWith("/libcoreclr.so", StringComparison.Ordinal) ? 1 : 0;
            }
        });

        output.WriteLine($"{samples} stacks of 4 KiB, {managed} managed frames, {native} of the runtime: {string.Join(", ", _ends)}");
        Assert.Equal(49, samples);
        Assert.True(complete >= samples * Required, string.Join(", ", _ends));
        // Each stack goes through managed code and out of it again.
        Assert.True(managed > samples * 3 && native > samples * 2, $"{managed} managed, {native} native");
    }

    private delegate void Visitor(
        AddressSpace code, PerfSample sample, in FrameRegisters registers, in StackCopy stack, UnwindEnd end, ReadOnlySpan<UnwoundFrame> frames, RecordedStacks stacks);

    private void Walk(string recording, Visitor visit)
    {
        using var modules = new UnwindModules();
        var stacks = new RecordedStacks(modules);
        var unwinder = new Unwinder();
        stacks.Read(recording, (AddressSpace code, PerfSample sample, in FrameRegisters registers, in StackCopy stack) =>
        {
            UnwindEnd end = unwinder.Unwind(code, in registers, in stack, _frames, out int count);
            _ends[end] = _ends.GetValueOrDefault(end) + 1;
            visit(code, sample, in registers, in stack, end, _frames.AsSpan(0, count), stacks);
        });
    }

    /// <summary>
    /// Whether the last frames are a thread's: of the main thread <c>_start</c> of the program below two of libc, of the others clone below
    /// libc's start_thread. Gives the return address of the function that these call.
    /// </summary>
    private static bool IsStart(ReadOnlySpan<UnwoundFrame> frames, int pid, RecordedStacks stacks, out ulong start)
    {
        start = 0;
        if (frames.Length < 4)
            return false;
        bool isMain = Is(frames[^1], "/dotnet") && Is(frames[^2], "/libc.so.6") && Is(frames[^3], "/libc.so.6") && Is(frames[^4], "/dotnet");
        bool isOther = Is(frames[^1], "/libc.so.6") && Is(frames[^2], "/libc.so.6") && !Is(frames[^3], "/libc.so.6");
        start = isMain ? frames[^3].Address : frames[^2].Address;
        return isMain || isOther;

        bool Is(UnwoundFrame frame, string file) =>
            stacks.FindMapping(pid, frame.LookupAddress)?.Name.EndsWith(file, StringComparison.Ordinal) == true;
    }

    private static List<ulong> FollowFramePointers(FrameRegisters registers, StackCopy stack)
    {
        var chain = new List<ulong>();
        registers.TryGet(FramePointer, out ulong frame);
        for (ulong last = 0; frame > last && stack.TryRead(frame, out ulong next) && stack.TryRead(frame + 8, out ulong address); (last, frame) = (frame, next))
            chain.Add(address);
        return chain;
    }

    private static string Share(int count, int of) => $"{count} ({(double)count / of:P1})";

    private static string Name(UnwoundFrame frame, int pid, RecordedStacks stacks) =>
        stacks.FindMapping(pid, frame.LookupAddress) is { } mapping ? $"{Path.GetFileName(mapping.Name)}+{frame.LookupAddress - mapping.Start + mapping.FileOffset:x}" : $"{frame.Address:x}";
}
