using System.Net.Sockets;
using Sonde.Kernel;

namespace Sonde.Symbols;

/// <summary>
/// Follows the methods of a live .NET process: what it has compiled when the watch starts, and what comes and goes from then on, with times.
/// So the same address has the right name at each time, for dynamic methods and unloaded assemblies too.
/// </summary>
/// <remarks>
/// Code that was compiled ahead of time is listed as it was at the start; what of it is first run later is in a new list,
/// <see cref="DotNetProcess.ReadMethods(int, TimeSpan?)"/>. Events are read on the shared event loop. Safe from any thread.
/// </remarks>
public sealed class DotNetMethodWatch : IDisposable
{
    private const long UsualMaxBytes = 128 << 20;

    private readonly CodeTimeline _timeline;
    private readonly Socket _session;
    private readonly NetTraceReader _reader;
    private readonly NetTraceBuffer _buffer;
    private readonly EventRegistration _registration;
    private long _dropped;
    private volatile bool _hasEnded; // Set after the fault that is read when it is seen.

    private DotNetMethodWatch(Socket session, EventLoop loop, long maxBytes)
    {
        _timeline = new CodeTimeline(maxBytes);
        _session = session;
        _session.Blocking = false;
        _reader = new NetTraceReader(Take);
        _buffer = new NetTraceBuffer(_reader);
        _registration = loop.Register(session.SafeHandle, Read, End);
    }

    /// <summary>How many times code was made until now.</summary>
    public int Count => _timeline.Count;

    /// <summary>How many events the runtime had no room for, so that a name may be missing or outlive its code.</summary>
    public long Lost => _reader.Lost + _timeline.Dropped;

    /// <summary>
    /// How many methods were forgotten because there was no room for more: those whose code went longest ago, and where no more has gone those
    /// that came first. With them those of the last list that there was no room for.
    /// </summary>
    public long Forgotten => _timeline.Forgotten + Volatile.Read(ref _dropped);

    /// <summary>About how many bytes of memory the methods take that are known now.</summary>
    internal long Bytes => _timeline.Bytes;

    /// <summary>Why it ended before it was disposed; null while it goes on, and when the process ended.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Whether nothing more comes: the process has ended, or see <see cref="Fault"/>.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>Starts to follow a process, and lists what it has.</summary>
    /// <param name="pid">The process, as this process's pid namespace numbers it.</param>
    /// <param name="timeout">How long to wait for each answer; null for 10 seconds.</param>
    /// <param name="maxBytes">About how many bytes of memory the methods may take, 128 MiB if not given; see <see cref="Forgotten"/>.</param>
    /// <exception cref="IOException">The process has no such runtime, belongs to another user, does not answer in time, or sends what is not a trace; or there is no descriptor left.</exception>
    public static DotNetMethodWatch Start(int pid, TimeSpan? timeout = null, long maxBytes = UsualMaxBytes) => Start(pid, timeout, maxBytes, () => EventLoop.Shared);

    /// <inheritdoc cref="Start(int, TimeSpan?, long)"/>
    /// <param name="pid">The process, as this process's pid namespace numbers it.</param>
    /// <param name="timeout">How long to wait for each answer; null for 10 seconds.</param>
    /// <param name="maxBytes">About how many bytes of memory the methods may take.</param>
    /// <param name="loop">Gives the loop that reads the events.</param>
    internal static DotNetMethodWatch Start(int pid, TimeSpan? timeout, long maxBytes, Func<EventLoop> loop)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        Socket? session = null;
        DotNetMethodWatch? watch = null;
        try
        {
            // The list comes second, so that nothing is missed in between.
            session = DotNetProcess.Ask(pid, timeout).WatchMethods();
            watch = new DotNetMethodWatch(session, loop(), maxBytes);
            watch.AddListed(DotNetProcess.ReadMethods(pid, timeout, maxBytes));
            return watch;
        }
        catch (Exception e) when (e is IOException or FormatException or KernelException)
        {
            watch?.Dispose();
            session?.Dispose();
            throw e is IOException && watch is not null ? e : DotNetProcess.Failed(pid, e);
        }
    }

    /// <summary>The method whose code an address lay in at a time, or null.</summary>
    /// <param name="address">The address in the process.</param>
    /// <param name="time">The time in nanoseconds of <c>CLOCK_MONOTONIC</c>, as perf gives it with that clock.</param>
    public ManagedMethod? Find(ulong address, ulong time) => _timeline.Find(address, time);

    /// <summary>The method whose code an address lies in now, or did last; null where there never was one.</summary>
    /// <param name="address">The address in the process.</param>
    public ManagedMethod? Find(ulong address) => _timeline.Find(address, ulong.MaxValue);

    /// <summary>Ends the watch, and with it the session in the process. What was found stays.</summary>
    public void Dispose()
    {
        _registration.Dispose();
        _session.Dispose();
    }

    /// <summary>Takes what was listed anew: code that was compiled ahead of time, and was first run since the last list.</summary>
    internal void AddListed(ManagedMethods list)
    {
        foreach (ManagedMethod method in list.Methods)
            _timeline.AddListed(method);
        Volatile.Write(ref _dropped, list.Dropped);
    }

    private void Read()
    {
        int read = _session.Receive(_buffer.Room().Span, SocketFlags.None, out SocketError error);
        if (error is SocketError.WouldBlock or SocketError.Interrupted)
            return;
        if (error != SocketError.Success)
            throw new IOException($"the connection to the runtime broke: {error}");
        if (read == 0)
        {
            End(null);
            return;
        }

        _buffer.Take(read);
        if (_reader.IsComplete)
            End(null);
    }

    private void End(Exception? fault)
    {
        Fault = fault;
        _hasEnded = true;
        _registration?.Dispose();
    }

    private void Take(in NetTraceEvent e)
    {
        if (MethodEvents.TryRead(e, out MethodEventKind kind) is not { } method)
            return;
        if (kind == MethodEventKind.Unload)
            _timeline.Remove(method.Start, e.Timestamp);
        else
            _timeline.Add(method, e.Timestamp);
    }
}
