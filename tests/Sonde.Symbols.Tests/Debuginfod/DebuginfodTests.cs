using System.IO.Compression;
using System.Text;
using Sonde.Symbols.Tests.Native;

namespace Sonde.Symbols.Tests.Debuginfod;

/// <summary>A debuginfod server that has files, has none, lies, or does not answer.</summary>
public sealed class DebuginfodTests : IDisposable
{
    private const string BuildId = "aabbccdd";
    private const string Source = "static int hidden(int n) { return n * 3; } int main(int n, char** v) { return hidden(n); }";

    private static readonly string[] Variables = ["DEBUGINFOD_URLS", "DEBUGINFOD_TIMEOUT", "DEBUGINFOD_MAXTIME", "DEBUGINFOD_MAXSIZE", "DEBUGINFOD_CACHE_PATH"];

    private readonly Built _built = new();
    private readonly string _cache;
    private readonly byte[] _whole;

    public DebuginfodTests()
    {
        _cache = Path.Combine(_built.Folder, "cache");
        _whole = File.ReadAllBytes(_built.Program("whole", Source, $"-Wl,--build-id=0x{BuildId}"));
    }

    private string Kept => Path.Combine(_cache, BuildId, "debuginfo");

    public void Dispose() => _built.Dispose();

    [Fact]
    public void A_stripped_program_has_the_names_that_a_server_has_of_its_build()
    {
        using HttpServer server = Serve((_, stream, _) => HttpServer.Send(stream, "200 OK", _whole));
        string path = Path.Combine(_built.Folder, "whole");
        ulong address = _built.AddressOf(path, "hidden");
        ulong offset = NativeModule.Open(path).TryGetFileOffset(address, out ulong place) ? place : 0;
        _built.Run("strip", "-o", "bare", path);
        string bare = Path.Combine(_built.Folder, "bare");

        using (var nobody = new Symbolizer())
            Assert.Null(nobody.ResolveFile(bare, offset).Name);
        Assert.Empty(server.Asked);
        using DebuginfodSource source = Make(server);
        using var symbols = new Symbolizer(new() { DebugInfoSource = source });
        Assert.Equal("hidden", symbols.ResolveFile(bare, offset).Name);
        Assert.Equal([$"/buildid/{BuildId}/debuginfo"], server.Asked);
    }

    [Fact]
    public void A_file_is_fetched_once_and_found_in_its_folder_by_the_next()
    {
        using HttpServer server = Serve((_, stream, _) => HttpServer.Send(stream, "200 OK", _whole));
        using (DebuginfodSource source = Make(server))
        {
            string?[] paths = new string?[8];
            Parallel.For(0, paths.Length, i => paths[i] = source.TryFetch(BuildId));
            Assert.All(paths, path => Assert.Equal(Kept, path));
            Assert.Equal(1, source.Fetched);
            Assert.Null(source.LastFault);
        }

        using DebuginfodSource next = Make(server);
        Assert.Equal(Kept, next.TryFetch(BuildId));
        Assert.Equal((0, 1), (next.Fetched, server.Asked.Count));
        Assert.Equal(_whole, File.ReadAllBytes(Kept));
        Assert.Equal([Kept], Directory.GetFiles(Path.Combine(_cache, BuildId)));
    }

    [Fact]
    public void The_executable_is_another_file()
    {
        using HttpServer server = Serve((_, stream, path) => Answer(stream, path.EndsWith("/executable", StringComparison.Ordinal)));
        using DebuginfodSource source = Make(server);
        Assert.Null(source.TryFetch(BuildId));
        Assert.Equal(Path.Combine(_cache, BuildId, "executable"), source.TryFetchExecutable(BuildId));

        // A recorded program that is gone has the names of its executable.
        using var symbols = new Symbolizer(new() { DebugInfoSource = source });
        ulong address = _built.AddressOf(Path.Combine(_built.Folder, "whole"), "main");
        Assert.Equal("main", symbols.Resolve(new ModuleAddress("/gone", BuildId, 0, address)).Name);
    }

    [Fact]
    public void What_no_server_has_is_not_asked_for_again_for_a_while()
    {
        using HttpServer server = Serve((_, stream, _) => Answer(stream, false));
        using DebuginfodSource source = Make(server);
        Assert.Null(source.TryFetch(BuildId));
        Assert.Null(source.TryFetch(BuildId));
        using (DebuginfodSource another = Make(server))
            Assert.Null(another.TryFetch(BuildId));
        Assert.Single(server.Asked);
        Assert.Null(source.LastFault);
        Assert.Equal(0, new FileInfo(Kept).Length);

        File.SetLastWriteTimeUtc(Kept, DateTime.UtcNow - TimeSpan.FromSeconds(601));
        Assert.Null(source.TryFetch(BuildId));
        Assert.Equal(2, server.Asked.Count);
    }

    [Fact]
    public void The_next_server_is_asked_when_one_has_nothing_or_fails()
    {
        using HttpServer empty = Serve((_, stream, _) => Answer(stream, false));
        using HttpServer broken = Serve((_, stream, _) => HttpServer.Send(stream, "500 Broken", []));
        using HttpServer good = Serve((_, stream, _) => Answer(stream, true));
        using var source = new DebuginfodSource(new DebuginfodOptions { Servers = [empty.Address, broken.Address, good.Address], CacheFolder = _cache });
        Assert.Equal(Kept, source.TryFetch(BuildId));
        Assert.Contains("500 Broken", source.LastFault, StringComparison.Ordinal);
        // That one had nothing is no proof while another did not answer.
        Assert.Null(source.TryFetch("0123"));
        Assert.False(File.Exists(Path.Combine(_cache, "0123", "debuginfo")));
        Assert.Equal((2, 1, 2), (empty.Asked.Count, broken.Asked.Count, good.Asked.Count));
    }

    [Fact]
    public void Garbage_and_another_build_are_refused_and_leave_nothing()
    {
        byte[] other = File.ReadAllBytes(_built.Program("other", Source, "-Wl,--build-id=0x1234"));
        foreach (byte[] answer in new[] { other, "<html>no program</html>"u8.ToArray(), _whole[..200], [] })
        {
            using HttpServer server = Serve((_, stream, _) => HttpServer.Send(stream, "200 OK", answer));
            using DebuginfodSource source = Make(server);
            Assert.Null(source.TryFetch(BuildId));
            Assert.Contains($"has something else under build {BuildId}", source.LastFault, StringComparison.Ordinal);
            Assert.Null(source.TryFetch(BuildId));
            Assert.Single(server.Asked);
            Assert.Empty(Directory.GetFiles(Path.Combine(_cache, BuildId)));
        }
    }

    [Fact]
    public void An_answer_that_ends_too_early_is_refused()
    {
        using HttpServer server = Serve((_, stream, _) => stream.Write([.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {_whole.Length + 1}\r\n\r\n"), .. _whole]));
        using DebuginfodSource source = Make(server);
        Assert.Null(source.TryFetch(BuildId));
        Assert.Contains("cannot be fetched", source.LastFault, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(_cache, BuildId)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_server_that_does_not_go_on_is_left_and_not_asked_again(bool begins)
    {
        using HttpServer server = Serve((server, stream, _) =>
        {
            if (begins)
                stream.Write([.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {_whole.Length}\r\n\r\n"), .. _whole.AsSpan(0, 1000)]);
            server.Hang();
        });
        using var source = new DebuginfodSource(Options(server) with { Timeout = TimeSpan.FromMilliseconds(300) });
        Assert.Null(source.TryFetch(BuildId));
        Assert.Contains("takes too long", source.LastFault, StringComparison.Ordinal);
        Assert.Null(source.TryFetch("0123"));
        Assert.Single(server.Asked);
        Assert.False(File.Exists(Kept));
    }

    [Fact]
    public void A_server_that_only_trickles_is_left_at_the_end_of_its_time()
    {
        using HttpServer server = Serve((_, stream, _) =>
        {
            stream.Write("HTTP/1.1 200 OK\r\n\r\n"u8);
            for (byte[] piece = new byte[200_000]; ;)
                stream.Write(piece);
        });
        using var source = new DebuginfodSource(Options(server) with { MaxTime = TimeSpan.FromMilliseconds(300), MaxBytes = long.MaxValue });
        Assert.Null(source.TryFetch(BuildId));
        Assert.Contains("takes too long", source.LastFault, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_is_unpacked_and_its_unpacked_size_is_what_counts()
    {
        using HttpServer server = Serve((_, stream, _) => HttpServer.Send(stream, "200 OK", Packed(_whole), "Content-Encoding: gzip"));
        using (DebuginfodSource source = Make(server))
            Assert.Equal(Kept, source.TryFetch(BuildId));
        Assert.Equal(_whole, File.ReadAllBytes(Kept));

        using HttpServer bomb = Serve((_, stream, _) => HttpServer.Send(stream, "200 OK", Packed(new byte[50_000_000]), "Content-Encoding: gzip"));
        using var limited = new DebuginfodSource(Options(bomb) with { MaxBytes = 1_000_000 });
        Assert.Null(limited.TryFetch("0123"));
        Assert.Contains("has more than 1000000 bytes", limited.LastFault, StringComparison.Ordinal);
        Assert.Null(limited.TryFetch("0123"));
        Assert.Single(bomb.Asked);
        Assert.Empty(Directory.GetFiles(Path.Combine(_cache, "0123")));
    }

    [Fact]
    public void A_server_may_send_elsewhere_but_not_for_ever()
    {
        using HttpServer server = Serve((server, stream, path) =>
        {
            if (path.EndsWith("/end", StringComparison.Ordinal))
                HttpServer.Send(stream, "200 OK", _whole);
            else
                HttpServer.Send(stream, "302 Found", [], $"Location: {(path.Contains(BuildId, StringComparison.Ordinal) ? $"/{BuildId}/end" : path + "x")}");
        });
        using DebuginfodSource source = Make(server);
        Assert.Equal(Kept, source.TryFetch(BuildId));
        Assert.Null(source.TryFetch("0123"));
        Assert.Contains("302 Found", source.LastFault, StringComparison.Ordinal);
        Assert.Equal(2 + 6, server.Asked.Count);
    }

    [Fact]
    public void What_is_being_fetched_can_be_broken_off()
    {
        using var cancellation = new CancellationTokenSource();
        using HttpServer server = Serve((server, _, _) =>
        {
            cancellation.Cancel();
            server.Hang();
        });
        using var source = new DebuginfodSource(Options(server) with { Cancellation = cancellation.Token });
        Assert.Null(source.TryFetch(BuildId));
        Assert.Contains("was broken off", source.LastFault, StringComparison.Ordinal);
        Assert.Null(source.TryFetch("0123"));
        Assert.Single(server.Asked);
    }

    [Theory]
    [InlineData("../../etc")]
    [InlineData("AABB")]
    [InlineData("a")]
    [InlineData("")]
    public void What_is_no_build_id_is_not_asked_for(string buildId)
    {
        using HttpServer server = Serve((_, stream, _) => Answer(stream, true));
        using DebuginfodSource source = Make(server);
        Assert.Null(source.TryFetch(buildId));
        Assert.Empty(server.Asked);
    }

    [Fact]
    public void Files_that_were_not_used_for_long_go_and_others_stay()
    {
        using HttpServer server = Serve((_, stream, _) => Answer(stream, true));
        DateTime old = DateTime.UtcNow - TimeSpan.FromDays(8);
        string unused = Write("0123/debuginfo");
        string mine = Write("0123/notes.txt");
        string half = Write("4567/executable.abc.def");
        string elsewhere = Write("readme/debuginfo");
        foreach (string path in new[] { unused, mine, half, elsewhere })
        {
            File.SetLastWriteTimeUtc(path, old);
            File.SetLastAccessTimeUtc(path, old);
        }

        File.SetLastWriteTimeUtc(Write("cache_clean_interval_s"), old);
        using DebuginfodSource source = Make(server);
        Assert.Equal(Kept, source.TryFetch(BuildId));
        Assert.False(File.Exists(unused) || Directory.Exists(Path.GetDirectoryName(half)));
        Assert.True(File.Exists(mine) && File.Exists(elsewhere) && File.Exists(Kept));

        string Write(string name)
        {
            string path = Path.Combine(_cache, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "86400");
            return path;
        }
    }

    [Fact]
    public void An_address_that_is_not_of_http_is_refused() =>
        Assert.Throws<ArgumentException>(() => new DebuginfodSource(new DebuginfodOptions { Servers = [new Uri("file:///etc")], CacheFolder = _cache }));

    [Fact]
    public void The_environment_names_servers_and_limits_as_to_other_clients()
    {
        string?[] before = [.. Variables.Select(Environment.GetEnvironmentVariable)];
        try
        {
            Set(null, null, null, null, "/somewhere");
            Assert.Null(DebuginfodOptions.FromEnvironment());
            Set("ima:enforcing http://a.test/x https://b.test file:///tmp", "7", "0", "1000", "/somewhere");
            DebuginfodOptions options = DebuginfodOptions.FromEnvironment()!;
            Assert.Equal([new Uri("http://a.test/x"), new Uri("https://b.test")], options.Servers);
            Assert.Equal((TimeSpan.FromSeconds(7), TimeSpan.FromMinutes(10), 1000L, "/somewhere"), (options.Timeout, options.MaxTime, options.MaxBytes, options.CacheFolder));
            foreach (string garbage in (string[])["debuginfod.test", "htp://a.test", "/srv", "http:"])
            {
                Set($"http://a.test {garbage} https://b.test", null, null, null, "/somewhere");
                Assert.Contains($"'{garbage}'", Assert.Throws<FormatException>(DebuginfodOptions.FromEnvironment).Message, StringComparison.Ordinal);
            }

            Set("http://a.test", "9999999999", "9223372036854775807", "5000000000", "/somewhere");
            options = DebuginfodOptions.FromEnvironment()!;
            Assert.Equal((TimeSpan.FromSeconds(int.MaxValue), TimeSpan.FromSeconds(int.MaxValue), 5_000_000_000L), (options.Timeout, options.MaxTime, options.MaxBytes));
        }
        finally
        {
            Set(before);
        }

        static void Set(params string?[] values)
        {
            for (int i = 0; i < values.Length; i++)
                Environment.SetEnvironmentVariable(Variables[i], values[i]);
        }
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(-1 * TimeSpan.TicksPerMillisecond)]
    public void Times_that_no_timer_takes_are_no_fault(long ticks)
    {
        using HttpServer server = Serve((_, stream, _) => Answer(stream, true));
        using var source = new DebuginfodSource(Options(server) with { Timeout = new TimeSpan(ticks), MaxTime = new TimeSpan(ticks) });
        Assert.Equal(Kept, source.TryFetch(BuildId));
    }

    [Fact]
    public void A_full_disk_is_no_fault_of_the_server()
    {
        using HttpServer server = Serve((_, stream, _) => Answer(stream, true));
        using HttpClient client = DebuginfodServer.MakeClient(Options(server));
        var asked = new DebuginfodServer(client, server.Address, Options(server));
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        Assert.Contains("space", Assert.Throws<DebuginfodStorageException>(() => asked.TryFetch("any", full, out _, out _)).Message, StringComparison.Ordinal);
        Assert.False(asked.IsResting(TimeSpan.FromDays(1)));
    }

    private static HttpServer Serve(Action<HttpServer, Stream, string> answer) => new(answer);

    private static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(content);
        return packed.ToArray();
    }

    private void Answer(Stream stream, bool has) => HttpServer.Send(stream, has ? "200 OK" : "404 Not Found", has ? _whole : []);

    private DebuginfodOptions Options(HttpServer server) => new() { Servers = [server.Address], CacheFolder = _cache };

    private DebuginfodSource Make(HttpServer server) => new(Options(server));
}
