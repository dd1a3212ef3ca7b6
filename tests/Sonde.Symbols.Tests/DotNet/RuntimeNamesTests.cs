using System.Net.Sockets;

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
                Assert.Contains($"belongs to process {Environment.ProcessId}", Assert.Throws<IOException>(client.CollectRundown).Message, StringComparison.Ordinal);
            }

            File.WriteAllText($"{folder}/tmp/file", "");
            var file = new DiagnosticClient(new DiagnosticSocket(folder, "/tmp/file"), 1, TimeSpan.FromSeconds(5));
            Assert.Contains("is no socket", Assert.Throws<IOException>(file.CollectRundown).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
