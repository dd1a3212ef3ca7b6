using System.Text;
using Sonde.Symbols.Tests.Native;

namespace Sonde.Symbols.Tests.Recorded;

/// <summary>Names that cannot be made: something fails, or was closed before.</summary>
public sealed class RecordedFaultsTests : IDisposable
{
    private const ulong Base = 0x7000_0000_0000;
    private const ulong Text = 0xffff_ffff_8100_0000;
    private const int Pid = 4_000_000;
    private const string BuildId = "aabbcc";

    private readonly Source _source = new();
    private readonly RecordedProcesses _processes;
    private readonly RecordedStacks _stacks;
    private readonly int _thread;

    public RecordedFaultsTests()
    {
        var options = new SymbolizerOptions { DebugInfoSource = _source };
        _processes = new RecordedProcesses(options, new RecordedKernel(options, () => throw new InvalidOperationException("no list"), new RunningKernel("none", null, "")));
        _processes.Map(-1, Text, 0x1000, Text, "[kernel.kallsyms]_text");
        _processes.Map(Pid, Base, 0x10_0000, 0, "/none/a", BuildId);
        _stacks = new RecordedStacks(_processes);
        _thread = _stacks.Name("sh");
    }

    public void Dispose() => _processes.Dispose();

    [Fact]
    public void What_a_source_throws_is_why_code_of_its_file_has_no_name_and_all_stacks_are_written()
    {
        _source.Fetch = () => throw new InvalidOperationException("no luck");
        _processes.Map(Pid, Base * 2, 0x1000, 0, "/none/b");
        _stacks.Add(_thread, Pid, [Base, Base + 8, (Base * 2) + 8]);
        _stacks.Add(_thread, Pid, [Base * 2]);
        Assert.Equal(["sh;[b] 1", "sh;[b];[a];[a] 1"], Lines());
        SymbolFrame frame = _processes.Resolve(Pid, Base + 16);
        Assert.Equal((UnknownReason.UnreadableFile, "no luck", 1), (frame.Reason, frame.Explanation, _source.Asked));
    }

    [Fact]
    public void What_fails_when_the_kernel_is_asked_is_why_its_code_has_no_name_and_all_stacks_are_written()
    {
        _stacks.Add(_thread, Pid, [Text, Base + 8]);
        Assert.Equal(["sh;[a];[unknown] 1"], Lines());
        SymbolFrame frame = _processes.Resolve(Pid, Text);
        Assert.Equal((UnknownReason.UnreadableFile, "no list"), (frame.Reason, frame.Explanation));
    }

    [Fact]
    public void What_is_named_after_disposal_has_that_as_its_reason()
    {
        _stacks.Add(_thread, Pid, [Text, Base + 8]);
        _processes.Dispose();
        Assert.Equal(["sh;[a];[unknown] 1"], Lines());
        Assert.Equal([UnknownReason.Closed, UnknownReason.Closed], new[] { Base, Text }.Select(address => _processes.Resolve(Pid, address).Reason));
        Assert.Equal(0, _source.Asked);
    }

    [Fact]
    public void Disposal_waits_for_a_name_that_is_being_made_and_closes_what_was_opened_for_it()
    {
        using var built = new Built();
        string path = built.Program("program", "int main(void) { return 0; }", $"-Wl,--build-id=0x{BuildId}");
        ulong offset = OffsetOfMain(built, path);
        var disposing = new Thread(_processes.Dispose);
        bool waits = false;
        _source.Fetch = () =>
        {
            disposing.Start();
            SpinWait.SpinUntil(() => !disposing.IsAlive || disposing.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
            waits = disposing.IsAlive;
            return path;
        };
        _stacks.Add(_thread, Pid, [Base + offset]);
        Assert.Equal(["sh;main 1"], Lines());
        disposing.Join();
        Assert.True(waits);
        Assert.DoesNotContain(Directory.GetFiles("/proc/self/fd"), fd => new FileInfo(fd).LinkTarget == path);
    }

    private static ulong OffsetOfMain(Built built, string path)
    {
        using NativeModule module = NativeModule.Open(path);
        Assert.True(module.TryGetFileOffset(built.AddressOf(path, "main"), out ulong offset));
        return offset;
    }

    private string[] Lines()
    {
        using var output = new MemoryStream();
        _stacks.Write(output);
        return [.. Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }

    private sealed class Source : IDebugInfoSource
    {
        public Func<string?> Fetch { get; set; } = () => null;

        public int Asked { get; private set; }

        public string? TryFetch(string buildId)
        {
            Asked++;
            return Fetch();
        }
    }
}
