using System.Text;
using Sonde.Kernel;

namespace Sonde.Symbols.Tests.Recorded;

/// <summary>Stacks of a recording. A file that is not there has its name in brackets, so that a name says which mapping an address was found in.</summary>
public sealed class RecordedStacksTests : IDisposable
{
    private const ulong Region = 0x10_0000;
    private const ulong Base = 0x7000_0000_0000;
    private const ulong Text = 0xffff_ffff_8100_0000;
    private const ulong KernelMark = unchecked((ulong)-128L);
    private const ulong UserMark = unchecked((ulong)-512L);
    private const int Pid = 4_000_000;
    private const int Child = Pid + 1;

    private readonly RecordedProcesses _processes = Make();
    private readonly RecordedStacks _stacks;
    private readonly int _thread;

    public RecordedStacksTests()
    {
        _stacks = new RecordedStacks(_processes);
        _thread = _stacks.Name("sh");
    }

    public void Dispose() => _processes.Dispose();

    [Fact]
    public void A_stack_has_the_names_of_its_addresses_with_that_of_its_thread_before_them()
    {
        Map(Pid, 0, "a");
        _stacks.Add(_thread, Pid, [KernelMark, Text + 0x104, Text + 0x10, UserMark, At(0, 8), At(0, 16), 16]);
        _stacks.Add(_stacks.Name("ot;her"), Pid, [UserMark, At(0, 8)], count: 3);
        Assert.Equal(["ot:her;[a] 3", "sh;[unknown];[a];[a];first;second 1"], Lines());
    }

    [Theory]
    [InlineData("map")]
    [InlineData("exec")]
    [InlineData("fork")]
    [InlineData("exit")]
    public void A_stack_that_comes_again_has_other_names_where_its_addresses_have_other_code(string what)
    {
        ulong[] chain = [At(0, 8), At(1, 16)];
        Map(Pid, 0, "a");
        Map(Pid, 1, "outer");
        Add(Pid, chain, 2);
        int pid = Pid;
        switch (what)
        {
            case "exec":
                _processes.Execute(Pid);
                Map(Pid, 1, "outer");
                break;
            case "fork":
                _processes.Fork(Pid, pid = Child);
                Add(Child, chain, 2);
                break;
            case "exit":
                _processes.Exit(Pid);
                for (int other = Child; other < Child + 100; other++)
                    _processes.Execute(other);
                for (int other = Child; other < Child + 100; other++)
                    _processes.Exit(other);
                Map(Pid, 1, "outer");
                break;
        }

        Map(pid, 0, "b");
        Add(pid, chain, 3);
        Add(Pid, chain, what == "fork" ? 1 : 0);
        Assert.Equal([$"sh;[outer];[a] {(what == "fork" ? 5 : 2)}", "sh;[outer];[b] 3"], Lines());
    }

    [Fact]
    public void A_process_that_was_asked_about_between_two_stacks_has_both_whole()
    {
        Map(Pid, 0, "a");
        Map(Pid, 1, "b");
        Add(Pid, [At(0, 8), At(0, 16), At(1, 16)], 1);
        _processes.FindChain(Pid, [At(1, 8), At(1, 16)], inCalls: true);
        Add(Pid, [At(1, 8), At(1, 8), At(1, 16)], 1);
        Assert.Equal(["sh;[b];[a];[a] 1", "sh;[b];[b];[b] 1"], Lines());
    }

    [Fact]
    public void What_stands_before_a_stack_must_have_a_name() => Assert.Throws<ArgumentOutOfRangeException>(() => _stacks.Add(_thread + 1, Pid, []));

    [Fact]
    public void Hundreds_of_thousands_of_stacks_are_counted_as_they_are_one_by_one()
    {
        const int processes = 5;
        const int regions = 4;
        var random = new Random(11);
        var expected = new Dictionary<string, long>();
        var mapped = new Dictionary<int, string[]>();
        int[] threads = [.. Enumerable.Range(0, 70).Select(i => _stacks.Name($"t{i}"))];
        ulong[][] last = new ulong[processes][];
        for (int i = 0; i < processes; i++)
            mapped[i] = ["unknown", "unknown", "unknown", "unknown"];
        for (int i = 0; i < 200_000; i++)
        {
            int process = random.Next(processes);
            if (random.Next(100) == 0)
                Change(process);
            // As they are: with most of the one before.
            int kept = last[process] is { } before ? random.Next(before.Length + 1) : 0;
            ulong[] chain = last[process] = [.. Enumerable.Range(0, random.Next(12)).Select(_ => Address()), .. last[process]?[^kept..] ?? []];
            if (chain.Length > 60)
                chain = last[process] = chain[^10..];
            int thread = random.Next(process, process + (random.Next(10) == 0 ? 66 : 1));
            Expect(thread, process, chain);
            _stacks.Add(threads[thread], Pid + process, chain);
        }

        Assert.Equal(expected.Select(pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal), Lines());

        ulong Address() => random.Next(5) == 0 ? Text + 0x104 + (ulong)random.Next(64) : At(random.Next(regions), 8 + (ulong)random.Next(5000));

        void Expect(int thread, int process, ulong[] chain)
        {
            string line = string.Join(';', chain.Reverse().Select(address => (long)address < 0 ? "second" : $"[{mapped[process][(address - Base) / Region]}]").Prepend($"t{thread}"));
            expected[line] = expected.GetValueOrDefault(line) + 1;
        }

        void Change(int process)
        {
            int other = random.Next(processes);
            switch (random.Next(4))
            {
                case 0 when other != process:
                    _processes.Fork(Pid + other, Pid + process);
                    mapped[process] = [.. mapped[other]];
                    break;
                case 1:
                    // What was before is forgotten with the first address of the new program.
                    _processes.Execute(Pid + process);
                    mapped[process] = ["unknown", "unknown", "unknown", "unknown"];
                    Place(process, 0);
                    Expect(0, process, [At(0, 8)]);
                    _stacks.Add(threads[0], Pid + process, [At(0, 8)]);
                    break;
                default:
                    Place(process, random.Next(regions));
                    break;
            }
        }

        void Place(int process, int region)
        {
            string name = $"f{random.Next(20)}";
            Map(Pid + process, region, name);
            mapped[process][region] = name;
        }
    }

    private static ulong At(int region, ulong offset) => Base + ((ulong)region * Region) + offset;

    private void Map(int pid, int region, string name) => _processes.Map(pid, At(region, 0), Region, 0, $"/none/{name}");

    private void Add(int pid, ulong[] chain, int times)
    {
        for (int i = 0; i < times; i++)
            _stacks.Add(_thread, pid, chain);
    }

    private string[] Lines()
    {
        using var output = new MemoryStream();
        _stacks.Write(output);
        return [.. Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }

    private static RecordedProcesses Make()
    {
        var options = new SymbolizerOptions { ReadLines = false };
        var processes = new RecordedProcesses(options, new RecordedKernel(options, Read, new RunningKernel("none", null, "")));
        processes.Map(-1, Text, 0x1000, Text, "[kernel.kallsyms]_text");
        return processes;

        static KernelSymbols Read() => KernelSymbols.Read(new MemoryStream("ffffffff81000000 T _text\nffffffff81000000 T first\nffffffff81000100 T second\n"u8.ToArray()));
    }
}
