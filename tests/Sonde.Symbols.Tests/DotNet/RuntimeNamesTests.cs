using System.Net.Sockets;
using Sonde.Symbols.Tests.Jit;

namespace Sonde.Symbols.Tests.DotNet;

/// <summary>What a runtime is asked that does not list its methods, and what is left of it.</summary>
public sealed class RuntimeNamesTests
{
    private const string List = "0203";
    private const string Enable = "0405";
    private const string Disable = "0406";
    private const ulong Address = 0x1008;

    [Fact]
    public void Where_the_list_is_refused_a_jitdump_is_asked_for_and_then_a_perf_map_and_neither_stays()
    {
        using var runtime = new FakeRuntime("");
        using var names = new RuntimeNames(runtime.Pid, new SymbolizerOptions());
        Assert.Equal(("asked_for", 8ul), (names.Find(Address, null).Name, names.Find(Address, null).Offset));
        Assert.Empty(runtime.Files);
        Assert.Equal([List, Enable, Disable, Enable, Disable], runtime.End());
    }

    [Fact]
    public void A_runtime_that_does_not_answer_in_time_is_asked_no_more()
    {
        using var runtime = new FakeRuntime("l");
        using var names = new RuntimeNames(runtime.Pid, new SymbolizerOptions { RuntimeTimeout = TimeSpan.FromSeconds(0.3) });
        SymbolFrame frame = names.Find(Address, null);
        Assert.Equal((null, UnknownReason.JitWithoutNames), (frame.Name, frame.Reason));
        Assert.Contains("did not answer within 0.3 s", frame.Explanation, StringComparison.Ordinal);
        Assert.Equal([List], runtime.End());
    }

    [Fact]
    public void A_file_that_is_written_without_an_answer_is_ended_and_deleted()
    {
        using var runtime = new FakeRuntime("e");
        using var names = new RuntimeNames(runtime.Pid, new SymbolizerOptions { RuntimeTimeout = TimeSpan.FromSeconds(2) });
        Assert.Null(names.Find(Address, null).Name);
        Assert.Empty(runtime.Files);
        Assert.Equal([List, Enable, Disable], runtime.End());
    }

    [Theory]
    [InlineData("perf-{0}.map")]
    [InlineData("jit-{0}.dump")]
    [InlineData("perfinfo-{0}.map")]
    public void Where_there_is_a_file_already_that_is_not_read_none_is_asked_for_and_it_stays(string name)
    {
        using var runtime = new FakeRuntime("");
        string path = Path.Combine("/tmp", name.Replace("{0}", $"{runtime.Pid}", StringComparison.Ordinal));
        File.CreateSymbolicLink(path, "/etc/hostname");
        using var names = new RuntimeNames(runtime.Pid, new SymbolizerOptions());
        Assert.Null(names.Find(Address, null).Name);
        Assert.Equal([path], runtime.Files);
        Assert.Equal([List], runtime.End());
    }

    [Fact]
    public void Nobody_is_asked_where_that_is_not_wanted_and_what_is_there_is_read()
    {
        using var runtime = new FakeRuntime("");
        File.WriteAllText($"/tmp/perf-{runtime.Pid}.map", "1000 10 written\n");
        using var names = new RuntimeNames(runtime.Pid, new SymbolizerOptions { AskRuntimes = false });
        Assert.Equal("written", names.Find(Address, null).Name);
        Assert.Empty(runtime.End());
    }

    [Fact]
    public void What_files_of_names_take_is_counted_and_limited()
    {
        using var runtime = new FakeRuntime("");
        string text = string.Concat(Enumerable.Range(0, 1000).Select(i => $"{Address + ((ulong)i * 0x10):x} 10 method_{i}\n"));
        File.WriteAllText($"/tmp/perf-{runtime.Pid}.map", text);
        using var names = new RuntimeNames(runtime.Pid, new SymbolizerOptions { AskRuntimes = false });
        Assert.Equal("method_999", names.Find(Address + (999 * 0x10), null).Name);
        Assert.InRange(names.Bytes, text.Length + (1000 * 24), 100_000);
        // Of its size, and of what is made of it.
        foreach (long bytes in (long[])[text.Length - 1, names.Bytes - 1])
        {
            using var limited = new RuntimeNames(runtime.Pid, new SymbolizerOptions { AskRuntimes = false, CacheBytes = 2 * bytes });
            SymbolFrame frame = limited.Find(Address, null);
            Assert.Equal((null, UnknownReason.JitWithoutNames), (frame.Name, frame.Reason));
            Assert.Contains($"no more than {bytes} are", frame.Explanation, StringComparison.Ordinal);
            Assert.Equal(0, limited.Bytes);
        }

        JitDumpBuilder dump = new();
        for (ulong i = 0; i < 1000; i++)
            dump.Load(1, Address + (i * 0x10), 0x10, i, $"dumped_{i}");
        File.WriteAllBytes($"/tmp/jit-{runtime.Pid}.dump", dump.ToArray());
        using var both = new RuntimeNames(runtime.Pid, new SymbolizerOptions { AskRuntimes = false });
        Assert.Equal("dumped_0", both.Find(Address, null).Name);
        Assert.InRange(both.Bytes - names.Bytes, 1000 * 100, 1000 * 500);
        // There is room for one of them alone.
        using var one = new RuntimeNames(runtime.Pid, new SymbolizerOptions { AskRuntimes = false, CacheBytes = 2 * (both.Bytes - 1) });
        Assert.Equal("dumped_0", one.Find(Address, null).Name);
        Assert.Equal(both.Bytes - names.Bytes, one.Bytes);
    }

    [Fact]
    public void Methods_of_a_list_that_there_is_no_room_for_are_counted()
    {
        var trace = new NetTraceBuilder(1);
        for (uint i = 0; i < 100; i++)
            trace.InList(1, Address + (i * 0x10), 0x10, $"method{i:000}");
        var all = ManagedMethods.FromTrace(trace.ToArray());
        Assert.Equal((100, 0), (all.Methods.Count, all.Dropped));
        ManagedMethods some = ManagedMethods.From(visit => NetTraceReader.Read(trace.ToArray(), visit), all.Bytes / 4);
        Assert.Equal((25, 75, all.Bytes / 4), (some.Methods.Count, some.Dropped, some.Bytes));
    }

    private static void Nobody(in NetTraceEvent e)
    {
    }

    [Fact]
    public void A_socket_is_reached_in_its_root_and_by_a_path_longer_than_an_address_holds()
    {
        string folder = Directory.CreateTempSubdirectory("sonde-").FullName;
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            string inRoot = "/tmp/" + new string('x', 100 - folder.Length - 5);
            Directory.CreateDirectory($"{folder}/tmp");
            listener.Bind(new UnixDomainSocketEndPoint(folder + inRoot));
            listener.Listen();
            // The target of the link is a folder of this process, too.
            File.CreateSymbolicLink($"{folder}/link", "/tmp");
            foreach (string path in (string[])[inRoot, inRoot.Replace("/tmp/", "/link/", StringComparison.Ordinal)])
            {
                var socket = new DiagnosticSocket($"/proc/{Environment.ProcessId}/root{folder}", path);
                Assert.InRange(socket.ToString().Length, 108, 200);
                var client = new DiagnosticClient(socket, 1, TimeSpan.FromSeconds(5));
                // It is this process's, which is not the one that is asked for.
                Assert.Contains($"belongs to process {Environment.ProcessId}", Assert.Throws<IOException>(() => client.CollectRundown(Nobody)).Message, StringComparison.Ordinal);
            }

            File.WriteAllText($"{folder}/tmp/file", "");
            var file = new DiagnosticClient(new DiagnosticSocket(folder, "/tmp/file"), 1, TimeSpan.FromSeconds(5));
            Assert.Contains("is no socket", Assert.Throws<IOException>(() => file.CollectRundown(Nobody)).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
