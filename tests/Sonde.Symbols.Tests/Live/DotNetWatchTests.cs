using System.Globalization;
using Sonde.Kernel;

namespace Sonde.Symbols.Tests.Live;

/// <summary>A .NET process that drops code and uses its memory again, followed while it runs.</summary>
public sealed class DotNetWatchTests(ITestOutputHelper output)
{
    private const int Methods = 400;

    [Theory]
    [InlineData("net10.0")]
    [InlineData("net8.0")]
    public async Task Each_sample_has_the_name_of_the_method_that_worked_at_its_time(string framework)
    {
        using DotNetLoad load = DotNetLoad.Start(framework, ["dynamic", Methods.ToString(CultureInfo.InvariantCulture)]);
        using var symbols = new Symbolizer();
        symbols.Watch(load.Pid);
        load.Input.WriteLine();
        load.Input.Flush();
        Task<List<(string Name, ulong Start, ulong End)>> work = Task.Run(() => ReadWork(load.Output));
        List<CallChain> chains = ChainSampler.Sample(load.Pid, () => !work.IsCompleted);
        List<(string Name, ulong Start, ulong End)> spans = await work;
        // The runtime sends what it has once in a while.
        SpinWait.SpinUntil(() => symbols.ResolveProcess(load.Pid, chains[^1].User[0], chains[^1].Time).Name is not null, TimeSpan.FromSeconds(5));

        int right = 0, wrong = 0, unnamed = 0;
        var methodsOf = new Dictionary<ulong, HashSet<string>>();
        foreach (CallChain chain in chains)
        {
            string? expected = spans.Where(span => chain.Time >= span.Start && chain.Time < span.End).Select(span => span.Name).SingleOrDefault();
            if (expected is null || chain.User.Length == 0)
                continue;
            // The thread that works is in the method, or the kernel interrupted it there.
            SymbolFrame frame = symbols.ResolveProcess(load.Pid, chain.User[0], chain.Time);
            if (frame.Module is not null || frame.RawName?.StartsWith("dynamicClass.", StringComparison.Ordinal) == false)
                continue;
            right += frame.RawName == $"dynamicClass.{expected}" ? 1 : 0;
            unnamed += frame.Name is null ? 1 : 0;
            if (frame.Name is not null && frame.RawName != $"dynamicClass.{expected}")
                output.WriteLine($"{frame.RawName}+{frame.Offset} for {expected} at {chain.Time}, thread {chain.Tid}: {string.Join(' ', spans.Where(span => span.Name == expected || frame.RawName!.EndsWith(span.Name, StringComparison.Ordinal)))}");
            wrong += frame.Name is not null && frame.RawName != $"dynamicClass.{expected}" ? 1 : 0;
            (methodsOf.TryGetValue(frame.Address - frame.Offset, out HashSet<string>? names) ? names : methodsOf[frame.Address - frame.Offset] = []).Add(expected);
        }

        int reused = methodsOf.Values.Count(names => names.Count > 1);
        output.WriteLine($"{framework}: {right} right, {wrong} wrong, {unnamed} unnamed; {methodsOf.Count} places, {reused} of them with several methods");
        Assert.InRange(right, 200, int.MaxValue);
        Assert.InRange(symbols.Report().Single(module => module.Module == "[jit]").Named, right, long.MaxValue);
        Assert.Equal(0, wrong);
        Assert.InRange(unnamed, 0, right / 100);
        // Otherwise nothing was shown.
        Assert.InRange(reused, 10, int.MaxValue);
    }

    [Fact]
    public void A_watch_leaves_the_process_as_it_was()
    {
        using DotNetLoad load = DotNetLoad.Start("net10.0");
        int before = Sockets(load.Pid);
        DotNetMethodWatch watch = DotNetMethodWatch.Start(load.Pid);
        Assert.InRange(watch.Count, 500, int.MaxValue);
        Assert.False(watch.HasEnded);
        AssertSockets(before + 1, load.Pid);
        watch.Dispose();
        AssertSockets(before, load.Pid);
        // The next one is answered, and tells through a symbolizer whether it goes on.
        using var symbols = new Symbolizer();
        DotNetMethodWatch next = symbols.Watch(load.Pid);
        Assert.Equal((false, 0), (next.HasEnded, next.Lost));
        load.Dispose();
        Assert.True(SpinWait.SpinUntil(() => next.HasEnded, TimeSpan.FromSeconds(10)));
        Assert.Null(next.Fault);
    }

    [Fact]
    public void What_a_process_has_is_held_once_whether_it_is_watched_or_not_and_no_more_of_it_than_there_is_room_for()
    {
        using DotNetLoad load = DotNetLoad.Start("net10.0");
        using var names = new RuntimeNames(load.Pid, new SymbolizerOptions());
        names.Take();
        long listed = names.Bytes;
        Assert.InRange(listed, 100_000, 10_000_000);
        DotNetMethodWatch watch = names.Watch();
        Assert.InRange(watch.Bytes, listed, 3 * listed);
        Assert.InRange(names.Bytes - watch.Bytes, 0, listed / 10);
        names.Take();
        Assert.InRange(names.Bytes - watch.Bytes, 0, listed / 10);
        Assert.Equal(0, watch.Forgotten);

        using var small = new RuntimeNames(load.Pid, new SymbolizerOptions { CacheBytes = listed });
        SymbolFrame frame = small.Find(0x1000, null);
        Assert.Matches("^[0-9]+ methods of the runtime had no room in half of SymbolizerOptions.CacheBytes", frame.Explanation);
        Assert.InRange(small.Bytes, listed / 4, listed / 2);
        DotNetMethodWatch limited = small.Watch();
        Assert.InRange(limited.Forgotten, 1, watch.Count);
        Assert.InRange(small.Bytes, 1, listed / 2);
        // What has no name now may be one of those.
        frame = small.Find(0x1000, null);
        Assert.Equal((null, UnknownReason.JitWithoutNames), (frame.Name, frame.Reason));
        Assert.Matches("^[0-9]+ methods of the runtime had no room in half of SymbolizerOptions.CacheBytes", frame.Explanation);
    }

    [Fact]
    public void That_there_was_no_method_at_a_time_is_not_said_for_certain_when_some_were_forgotten()
    {
        using DotNetLoad load = DotNetLoad.Start("net10.0", ["dynamic", "100"]);
        HashSet<ulong> before = [.. DotNetProcess.ReadMethods(load.Pid).Methods.Select(method => method.Start)];
        using var all = new RuntimeNames(load.Pid, new SymbolizerOptions());
        using var small = new RuntimeNames(load.Pid, new SymbolizerOptions { CacheBytes = 200_000 });
        all.Watch();
        DotNetMethodWatch limited = small.Watch();
        load.Input.WriteLine();
        load.Input.Flush();
        ReadWork(load.Output);
        // Code that came since: at its address there was none at the first of all times.
        ManagedMethod? come = null;
        Assert.True(SpinWait.SpinUntil(
            () => (come = DotNetProcess.ReadMethods(load.Pid).Methods.FirstOrDefault(method => !before.Contains(method.Start) && limited.Find(method.Start) is not null)) is not null,
            TimeSpan.FromSeconds(20)));
        SymbolFrame frame = small.FindAt(come!.Start, 1)!;
        Assert.Equal((null, UnknownReason.JitWithoutNames), (frame.Name, frame.Reason));
        Assert.Contains("or it is one of", frame.Explanation, StringComparison.Ordinal);
        frame = all.FindAt(come.Start, 1)!;
        Assert.Equal((null, UnknownReason.RuntimeStub, "there was no method at that time"), (frame.Name, frame.Reason, frame.Explanation));
    }

    [Fact]
    public void A_watch_that_cannot_be_read_ends_its_session_and_says_why()
    {
        using DotNetLoad load = DotNetLoad.Start("net10.0");
        int before = Sockets(load.Pid);
        IOException error = Assert.Throws<IOException>(() => DotNetMethodWatch.Start(load.Pid, null, 1000, () => throw new KernelException("make", "epoll", Errno.EMFILE)));
        Assert.Contains("epoll", error.Message, StringComparison.Ordinal);
        AssertSockets(before, load.Pid);
    }

    [Fact]
    public void A_process_without_dotnet_is_refused_with_the_reason()
        => Assert.Contains("has no .NET diagnostic socket", Assert.Throws<IOException>(() => DotNetMethodWatch.Start(1)).Message, StringComparison.Ordinal);

    // A session has one as long as it lasts; the runtime ends it when it next has something to send.
    private static void AssertSockets(int expected, int pid) =>
        Assert.True(SpinWait.SpinUntil(() => Sockets(pid) == expected, TimeSpan.FromSeconds(20)), $"{Sockets(pid)} sockets instead of {expected}");

    private static int Sockets(int pid) => Directory.GetFiles($"/proc/{pid}/fd").Count(IsSocket);

    private static bool IsSocket(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            // Closed since.
            return false;
        }
    }

    private static List<(string Name, ulong Start, ulong End)> ReadWork(StreamReader output)
    {
        var spans = new List<(string, ulong, ulong)>();
        while (output.ReadLine() is { } line && line != "done")
        {
            string[] words = line.Split(' ');
            spans.Add((words[0], ulong.Parse(words[1], CultureInfo.InvariantCulture), ulong.Parse(words[2], CultureInfo.InvariantCulture)));
        }

        return spans;
    }
}
