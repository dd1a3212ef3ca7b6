using System.Diagnostics;
using System.Net.Sockets;
using Sonde.Testing;

namespace Sonde.Symbols.Tests.DotNet;

/// <summary>Traces that are damaged, and sockets at which no runtime answers.</summary>
public sealed class HostileTraceTests
{
    private const byte EndOfTrace = 1;

    [Fact]
    public void Damaged_traces_are_read_or_refused()
    {
        // The start has all that is fragile: the header, descriptions of events, the first blocks; a whole one takes some milliseconds.
        byte[] start = Fixtures.Read("dotnet10/rundown-kw30.nettrace.xz")[..20_000];
        int used = new NetTraceReader((in NetTraceEvent _) => { }).Read(start);
        byte[] trace = [.. start[..used], EndOfTrace];
        // The first buffer for what is read from a file has a fixed size.
        var nettrace = new HostileInput("nettrace", typeof(NetTraceFormatException)) { FixedBytes = 1 << 20 };
        int refused = nettrace.Mutate(seed: 20261122, trace, bytes =>
        {
            CodeTimeline timeline = TraceMethods.Read(new MemoryStream(bytes.ToArray()), out _);
            ManagedMethods methods = ManagedMethods.FromTrace(bytes);
            foreach (ManagedMethod method in methods.Methods)
            {
                Assert.NotNull(methods.Find(method.Start));
                timeline.FindRecorded(method.Start, ulong.MaxValue, out _, out _);
                Assert.NotNull(method.Name);
            }
        });
        Assert.InRange(refused, HostileInput.Count / 10, HostileInput.Count - 1000);
    }

    [Fact]
    public void Events_before_a_cut_are_given_however_it_comes()
    {
        byte[] trace = Fixtures.Read("dotnet10/rundown-kw30.nettrace.xz");
        int whole = ManagedMethods.FromTrace(trace).Methods.Count;
        var random = new Random(7);
        int seen = 0;
        var reader = new NetTraceReader((in NetTraceEvent e) => seen += MethodEvents.TryRead(e, out _) is null ? 0 : 1);
        // In pieces of any size, as a socket gives them.
        int start = 0;
        for (int end = 0; end < trace.Length;)
        {
            end = Math.Min(trace.Length, end + random.Next(1, 5000));
            start += reader.Read(trace.AsSpan(start, end - start));
        }

        Assert.Equal((whole, true, 0L), (seen, reader.IsComplete, reader.Lost));
    }

    [Fact]
    public void Lost_events_are_counted()
    {
        byte[] trace = Fixtures.Read("dotnet10/rundown-kw30.nettrace.xz");
        byte[] name = "EventBlock"u8.ToArray();
        // The second block of events is made one of a kind that is passed over.
        int first = trace.AsSpan().IndexOf(name);
        int second = first + 1 + trace.AsSpan(first + 1).IndexOf(name);
        "OtherBlock"u8.CopyTo(trace.AsSpan(second));
        var reader = new NetTraceReader((in NetTraceEvent _) => { });
        reader.Read(trace);
        Assert.InRange(reader.Lost, 1, 100_000);
    }

    [Fact]
    public void A_name_that_no_compiler_made_is_cut()
    {
        byte[] trace = new NetTraceBuilder(1).Loaded(1, 0x1000, 0x10, new string('[', 100_000)).Loaded(2, 0x2000, 0x10, "Next").ToArray();
        IReadOnlyList<ManagedMethod> methods = ManagedMethods.FromTrace(trace).Methods;
        Assert.Equal([16384, 4], methods.Select(method => method.RawName.Length));
        Assert.Equal("Shop.Next", methods[1].Name);
    }

    [Fact]
    public void What_a_trace_has_held_without_end_is_refused()
    {
        const int Types = 1 << 14;
        const int Threads = 1 << 16;
        Assert.Equal("read", Read(new NetTraceBuilder(1).Described(new string('p', 1024), 1)));
        Assert.Contains("name has more than 1024", Read(new NetTraceBuilder(1).Described(new string('p', 1025), 1)), StringComparison.Ordinal);
        // With the three of the builder; that one is described again is nothing new.
        Assert.Equal("read", Read(new NetTraceBuilder(1).Described("p", Types - 3).Described("p", Types - 3)));
        Assert.Contains($"more than {Types} events", Read(new NetTraceBuilder(1).Described("p", Types - 2)), StringComparison.Ordinal);
        Assert.Equal("read", Read(new NetTraceBuilder(1).FromThreads(Threads).SequencePoint().FromThreads(Threads)));
        Assert.Contains($"more than {Threads} threads", Read(new NetTraceBuilder(1).FromThreads(Threads + 1)), StringComparison.Ordinal);

        static string Read(NetTraceBuilder trace)
        {
            try
            {
                NetTraceReader.Read(trace.ToArray(), (in NetTraceEvent _) => { });
                return "read";
            }
            catch (NetTraceFormatException e)
            {
                return e.Message;
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_socket_that_answers_garbage_or_never_is_refused_in_time(bool answers)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        try
        {
            var thread = new Thread(() =>
            {
                using Socket connection = listener.Accept();
                connection.Receive(new byte[1000]);
                if (answers)
                    connection.Send(new byte[64]);
                // Until the client has gone.
                connection.Receive(new byte[1000], SocketFlags.None, out _);
            });
            thread.Start();
            var client = new DiagnosticClient(new DiagnosticSocket("/", path), Environment.ProcessId, TimeSpan.FromMilliseconds(300));
            long start = Stopwatch.GetTimestamp();
            string message = Assert.Throws<IOException>(() => client.CollectRundown((in NetTraceEvent _) => { })).Message;
            // Of a machine that is busy, too.
            Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(15));
            Assert.Contains(answers ? "is no .NET runtime" : "did not answer within 0.3 s", message, StringComparison.Ordinal);
            thread.Join();
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_socket_of_another_process_is_refused()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        try
        {
            var client = new DiagnosticClient(new DiagnosticSocket("/", path), 1, TimeSpan.FromSeconds(1));
            Assert.Contains($"belongs to process {Environment.ProcessId}, not to process 1", Assert.Throws<IOException>(() => client.CollectRundown((in NetTraceEvent _) => { })).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
