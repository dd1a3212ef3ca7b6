using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sonde.Kernel;

/// <summary>One named background thread that waits on epoll for any number of descriptors and calls their handlers.</summary>
/// <remarks>
/// Handlers run on the loop's thread, one at a time, and should be short. A handler that throws loses its registration and
/// is told of the exception; the loop and its other registrations go on. All members may be called from any thread.
/// </remarks>
public sealed class EventLoop : IDisposable
{
    private const ulong WakeNumber = 0;
    private const ulong TimerNumber = 1;
    private static readonly object SharedGate = new();
    private static EventLoop? _shared;

    private readonly object _gate = new();
    private readonly Dictionary<ulong, EventRegistration> _registrations = [];
    private readonly Epoll _epoll = new();
    private readonly DeadlineHeap _deadlines = new();
    private readonly EventFd _wake;
    private readonly TimerFd _timer;
    private readonly Thread _thread;
    private ulong _lastNumber = TimerNumber;
    private long _timerSetTo; // A deadline; 0 when the timer is not set.
    private volatile bool _stopping;
    private bool _closed;

    /// <summary>Starts a loop of its own.</summary>
    /// <param name="name">The name of its thread.</param>
    /// <exception cref="KernelException">No descriptor could be had.</exception>
    public EventLoop(string name)
    {
        try
        {
            _wake = new EventFd();
            _timer = new TimerFd();
            _epoll.Add(_wake.Handle, WakeNumber, Libc.EPOLLIN);
            _epoll.Add(_timer.Handle, TimerNumber, Libc.EPOLLIN | Libc.EPOLLET); // An edge needs no read to be taken back.
            _thread = new Thread(Run) { Name = name, IsBackground = true };
            _thread.UnsafeStart(); // The starter's ExecutionContext must not flow into every handler.
        }
        catch
        {
            _wake?.Dispose();
            _timer?.Dispose();
            _epoll.Dispose();
            throw;
        }
    }

    /// <summary>The loop that all of Sonde shares, started at first use. It lives as long as the process.</summary>
    /// <exception cref="KernelException">No descriptor could be had; a later call tries again.</exception>
    public static EventLoop Shared
    {
        get
        {
            lock (SharedGate)
            {
                if (_shared is null or { _stopping: true }) // One that a fault has ended has told its registrations.
                    _shared = new EventLoop("Sonde loop");
                return _shared;
            }
        }
    }

    /// <summary>Calls a handler whenever a descriptor is readable or hung up, until the registration is disposed.</summary>
    /// <param name="fd">The descriptor. The registration holds a reference, so that it stays open.</param>
    /// <param name="ready">
    /// The handler. It must consume what made the descriptor readable, or it is called again at once; after a hang-up it disposes
    /// the registration.
    /// </param>
    /// <param name="faulted">
    /// Told of the exception when the handler threw or the loop ended, unless the registration was disposed before. What it
    /// throws itself is dropped.
    /// </param>
    /// <param name="oneShot">Whether the registration sleeps after each call until <see cref="EventRegistration.Rearm"/>.</param>
    /// <exception cref="ObjectDisposedException">The loop was disposed.</exception>
    /// <exception cref="KernelException">The kernel cannot wait on this descriptor.</exception>
    public EventRegistration Register(SafeHandle fd, Action ready, Action<Exception> faulted, bool oneShot = false)
    {
        ArgumentNullException.ThrowIfNull(ready);
        return Register(fd, oneShot ? EventWait.ReadableOnce : EventWait.Readable, (_, _) => ready(), faulted);
    }

    /// <summary>Calls a handler whenever a descriptor is ready, and at times that it asks for, until the registration is disposed.</summary>
    /// <param name="fd">The descriptor; it is kept open as long as it is registered.</param>
    /// <param name="wait">What to wait for.</param>
    /// <param name="ready">Called on the loop's thread and told which registration it is and why.</param>
    /// <param name="faulted">
    /// Told of the exception when the handler threw or the loop ended, unless the registration was disposed before. What it
    /// throws itself is dropped.
    /// </param>
    /// <exception cref="ObjectDisposedException">The loop was disposed.</exception>
    /// <exception cref="KernelException">The kernel cannot wait on this descriptor.</exception>
    public EventRegistration Register(SafeHandle fd, EventWait wait, Action<EventRegistration, EventCause> ready, Action<Exception> faulted)
    {
        ArgumentNullException.ThrowIfNull(fd);
        ArgumentNullException.ThrowIfNull(ready);
        ArgumentNullException.ThrowIfNull(faulted);
        uint events = wait switch
        {
            EventWait.Readable => Libc.EPOLLIN,
            EventWait.ReadableOnce => Libc.EPOLLIN | Libc.EPOLLONESHOT,
            EventWait.WritableEdge => Libc.EPOLLOUT | Libc.EPOLLET,
            _ => throw new ArgumentOutOfRangeException(nameof(wait), wait, null),
        };
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            var registration = new EventRegistration(this, fd, wait, ready, faulted, ++_lastNumber);
            bool held = false;
            fd.DangerousAddRef(ref held);
            try
            {
                _registrations.Add(registration.Number, registration);
                _epoll.Add(fd, registration.Number, events);
            }
            catch
            {
                _registrations.Remove(registration.Number);
                fd.DangerousRelease();
                throw;
            }

            return registration;
        }
    }

    /// <summary>Ends the loop: tells the registrations that are left, and waits for the thread unless called on it.</summary>
    public void Dispose()
    {
        if (this == Volatile.Read(ref _shared))
            throw new InvalidOperationException("The shared loop lives as long as the process; dispose what you registered instead.");
        lock (_gate)
        {
            if (!_stopping)
            {
                _stopping = true;
                _wake.Signal();
            }
        }

        if (Thread.CurrentThread != _thread)
            _thread.Join();
    }

    internal void Rearm(EventRegistration registration)
    {
        lock (_gate)
        {
            if (!_closed && _registrations.ContainsKey(registration.Number))
                _epoll.Rearm(registration.Fd, registration.Number);
        }
    }

    internal void Schedule(EventRegistration registration, TimeSpan delay)
    {
        long deadline = Stopwatch.GetTimestamp() + ToTimestamp(delay);
        lock (_gate)
        {
            if (_closed || !_registrations.ContainsKey(registration.Number))
                return;
            _deadlines.Set(registration, deadline);

            // A timer that is set to the past has fired, and the loop is about to look at all deadlines. The earliest may be
            // another one, for which setting the timer failed.
            long next = _deadlines.Next;
            if (_timerSetTo == 0 || next < _timerSetTo)
                SetTimer(next);
        }
    }

    internal void Remove(EventRegistration registration)
    {
        bool removed = false;
        try
        {
            lock (_gate)
            {
                removed = _registrations.Remove(registration.Number);
                _deadlines.Remove(registration);
                if (removed && !_closed)
                    _epoll.Remove(registration.Fd);
            }
        }
        finally
        {
            if (removed)
                registration.Fd.DangerousRelease(); // Outside of the lock: it may close the descriptor, which may take long.
        }
    }

    private void Run()
    {
        Exception? fault = null;
        try
        {
            Span<ulong> ready = stackalloc ulong[64];
            while (!_stopping)
            {
                int count = _epoll.Wait(ready);
                for (int i = 0; i < count; i++)
                    Dispatch(ready[i]);
            }
        }
        catch (Exception e)
        {
            fault = e;
        }

        Shutdown(fault ?? new ObjectDisposedException(nameof(EventLoop)));
    }

    private void Dispatch(ulong number)
    {
        if (number == WakeNumber)
        {
            _wake.Clear();
            return;
        }

        if (number == TimerNumber)
        {
            CallDue();
            return;
        }

        EventRegistration? registration;
        lock (_gate)
            _registrations.TryGetValue(number, out registration);
        registration?.Invoke(EventCause.Ready);
    }

    // Those that are due now. What a handler asks for at once comes in the next round, so that descriptors have their turn.
    private void CallDue()
    {
        long now = Stopwatch.GetTimestamp();
        while (true)
        {
            EventRegistration? due;
            lock (_gate)
            {
                due = _deadlines.TakeDue(now);
                if (due is null)
                {
                    _timerSetTo = 0;
                    if (_deadlines.Next is > 0 and long next)
                        SetTimer(next);
                    return;
                }
            }

            due.Invoke(EventCause.Timer);
        }
    }

    private void SetTimer(long deadline)
    {
        _timer.Set((long)((deadline - Stopwatch.GetTimestamp()) * (1e9 / Stopwatch.Frequency)));
        _timerSetTo = deadline; // Not before: what failed is set by who asks next.
    }

    private static long ToTimestamp(TimeSpan time) => (long)(Math.Max(time.Ticks, 0) * ((double)Stopwatch.Frequency / TimeSpan.TicksPerSecond));

    private void Shutdown(Exception reason)
    {
        EventRegistration[] left;
        lock (_gate)
        {
            _stopping = true;
            left = [.. _registrations.Values];
        }

        foreach (EventRegistration registration in left)
            registration.Fault(reason);
        lock (_gate)
        {
            _closed = true;
            _wake.Dispose();
            _timer.Dispose();
            _epoll.Dispose();
        }
    }
}
