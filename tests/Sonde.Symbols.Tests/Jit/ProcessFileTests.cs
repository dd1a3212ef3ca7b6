using System.Diagnostics;

namespace Sonde.Symbols.Tests.Jit;

/// <summary>Files that a process wrote, this one here, in a folder where anybody may write.</summary>
public sealed class ProcessFileTests : IDisposable
{
    private readonly Process _process = Process.Start(new ProcessStartInfo("sleep", ["600"]))!;

    private string Map => $"/tmp/perf-{_process.Id}.map";

    private string Dump => $"/tmp/jit-{_process.Id}.dump";

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        File.Delete(Map);
        File.Delete(Dump);
        _process.Dispose();
    }

    [Fact]
    public void The_files_of_a_process_are_found_and_read()
    {
        Assert.False(PerfMap.TryReadOf(_process.Id, out _, out JitFileRefusal refusal));
        Assert.Equal(JitFileFault.NotThere, refusal.Fault);
        Assert.False(JitDump.TryReadOf(_process.Id, out _, out refusal));
        Assert.Equal(JitFileFault.NotThere, refusal.Fault);

        File.WriteAllText(Map, "1000 10 method\n");
        Assert.True(PerfMap.TryReadOf(_process.Id, out PerfMap? map, out refusal), refusal.Message);
        Assert.Equal((1, JitFileFault.None), (map.Count, refusal.Fault));

        File.WriteAllBytes(Dump, new JitDumpBuilder().Load(1, 0x1000, 0x10, 1, "method").ToArray());
        Assert.True(JitDump.TryReadOf(_process.Id, out JitDump? dump, out refusal), refusal.Message);
        Assert.Single(dump.Methods);

        File.WriteAllText(Dump, "no jitdump");
        Assert.False(JitDump.TryReadOf(_process.Id, out _, out refusal));
        Assert.Equal(JitFileFault.Unreadable, refusal.Fault);
    }

    [Fact]
    public void A_file_that_is_older_than_its_process_is_another_ones_and_refused()
    {
        File.WriteAllText(Map, "1000 10 method\n");
        File.WriteAllBytes(Dump, new JitDumpBuilder().Load(1, 0x1000, 0x10, 1, "method").ToArray());
        DateTime started = _process.StartTime.ToUniversalTime();
        // Of a process that is hours old the last writing may be, too.
        foreach (string file in (string[])[Map, Dump])
            File.SetLastWriteTimeUtc(file, started);
        Assert.True(PerfMap.TryReadOf(_process.Id, out _, out JitFileRefusal refusal), refusal.Message);
        Assert.True(JitDump.TryReadOf(_process.Id, out _, out refusal), refusal.Message);

        foreach (string file in (string[])[Map, Dump])
            File.SetLastWriteTimeUtc(file, started.AddSeconds(-10));
        Assert.False(PerfMap.TryReadOf(_process.Id, out _, out refusal));
        Assert.Equal(JitFileFault.Stale, refusal.Fault);
        Assert.Contains($"before process {_process.Id} started", refusal.Message, StringComparison.Ordinal);
        Assert.False(JitDump.TryReadOf(_process.Id, out _, out refusal));
        Assert.Equal(JitFileFault.Stale, refusal.Fault);
        using var names = new RuntimeNames(_process.Id, new SymbolizerOptions());
        Assert.Contains("it seems to be of another that had its number. Delete it if so.", names.Find(0x1000, null).Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void When_a_process_started_is_known_only_where_the_clocks_agree()
    {
        const long Second = 1_000_000_000;
        const long Now = 1_790_000_000 * Second;
        Assert.Equal(Now - (10 * Second), ProcessStatus.StartedAt(9000, 100 * Second, Now));
        Assert.Equal(Now, ProcessStatus.StartedAt(10_000, 100 * Second, Now));
        Assert.Null(ProcessStatus.StartedAt(10_001, 100 * Second, Now));
        long started = (_process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        Assert.InRange(ProcessStatus.StartedAt(_process.Id)!.Value - started, -Second, Second);
    }

    [Fact]
    public void A_link_is_refused()
    {
        File.CreateSymbolicLink(Map, "/etc/hostname");
        Assert.False(PerfMap.TryReadOf(_process.Id, out _, out JitFileRefusal refusal));
        Assert.Equal(JitFileFault.SymbolicLink, refusal.Fault);
        Assert.Contains("symbolic link", refusal.Message, StringComparison.Ordinal);
        File.CreateSymbolicLink(Dump, "/etc/hostname");
        Assert.False(JitDump.TryReadOf(_process.Id, out _, out refusal));
        Assert.Equal(JitFileFault.SymbolicLink, refusal.Fault);
    }

    [Fact]
    public void A_pipe_is_refused_and_not_waited_for()
    {
        Process.Start("mkfifo", [Map]).WaitForExit();
        Assert.False(PerfMap.TryReadOf(_process.Id, out _, out JitFileRefusal refusal));
        Assert.Equal(JitFileFault.NotRegular, refusal.Fault);
    }

    [Fact]
    public void A_file_of_another_user_is_refused_with_both_users_named()
    {
        Assert.SkipUnless(Environment.UserName == "root", "needs root, to give a file to another user");
        File.WriteAllText(Map, "1000 10 method\n");
        Process.Start("chown", ["65534", Map]).WaitForExit();
        Assert.False(PerfMap.TryReadOf(_process.Id, out _, out JitFileRefusal refusal));
        Assert.Equal(JitFileFault.WrongOwner, refusal.Fault);
        Assert.Contains("belongs to user 65534, but process", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("runs as user 0", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_read_to_its_end_and_one_beyond_the_limit_not_at_all()
    {
        byte[] content = new byte[200_000];
        new Random(7).NextBytes(content);
        File.WriteAllBytes(Map, content);
        Assert.Equal(content, ProcessFile.TryRead(_process.Id, Map, content.Length, out JitFileRefusal refusal));
        Assert.Equal(JitFileFault.None, refusal.Fault);
        Assert.Null(ProcessFile.TryRead(_process.Id, Map, content.Length - 1, out refusal));
        Assert.Equal(JitFileFault.TooLarge, refusal.Fault);
        Assert.Contains("has 200000 bytes; no more than 199999 are read", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1000, 1000, true)]
    [InlineData(0, 1000, true)]
    [InlineData(1001, 1000, false)]
    [InlineData(1000, 0, false)]
    public void The_user_of_the_process_and_root_are_trusted(uint owner, uint user, bool isTrusted) =>
        Assert.Equal(isTrusted, ProcessFile.IsTrusted(owner, user));

    [Fact]
    public void A_process_that_is_gone_is_said_to_be()
    {
        Assert.False(PerfMap.TryReadOf(int.MaxValue, out _, out JitFileRefusal refusal));
        Assert.Equal(JitFileFault.ProcessGone, refusal.Fault);
        Assert.False(JitDump.TryReadOf(int.MaxValue, out _, out refusal));
        Assert.Equal(JitFileFault.ProcessGone, refusal.Fault);
    }
}
