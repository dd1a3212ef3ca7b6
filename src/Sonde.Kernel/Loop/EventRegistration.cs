using System.Runtime.InteropServices;

namespace Sonde.Kernel;

/// <summary>A descriptor's place in an <see cref="EventLoop"/>.</summary>
public sealed class EventRegistration : IDisposable
{
    private readonly object _running = new();
    private readonly EventLoop _loop;
    private readonly Action<EventRegistration, EventCause> _ready;
    private readonly Action<Exception> _faulted;
    private readonly EventWait _wait;
    private bool _ended;

    internal EventRegistration(
        EventLoop loop, SafeHandle fd, EventWait wait, Action<EventRegistration, EventCause> ready, Action<Exception> faulted, ulong number)
    {
        _loop = loop;
        _ready = ready;
        _faulted = faulted;
        _wait = wait;
        Fd = fd;
        Number = number;
    }

    internal SafeHandle Fd { get; }

    internal ulong Number { get; }

    // Of the loop's DeadlineHeap, under the loop's lock.
    internal long Deadline { get; set; }

    internal int HeapIndex { get; set; } = -1;

    /// <summary>Wakes a one-shot registration up again after its handler was called.</summary>
    /// <remarks>Of no effect once the registration has ended.</remarks>
    /// <exception cref="InvalidOperationException">The registration is not one-shot, and never sleeps.</exception>
    public void Rearm()
    {
        if (_wait != EventWait.ReadableOnce)
            throw new InvalidOperationException("Only a one-shot registration sleeps and can be woken up.");
        _loop.Rearm(this);
    }

    /// <summary>Calls the handler once after a time, also when the descriptor is not ready. A later call replaces an earlier one.</summary>
    /// <remarks>Of no effect once the registration has ended. Exact to some tens of microseconds; allocates nothing.</remarks>
    /// <param name="delay">How long from now; zero or less is at once, after the handlers of other registrations that are due.</param>
    public void CallAfter(TimeSpan delay) => _loop.Schedule(this, delay);

    /// <summary>Ends the registration. When this returns neither of its two callbacks is running, and neither is called any more.</summary>
    /// <remarks>Called from a callback itself it returns at once. Hold no lock here that a callback takes.</remarks>
    public void Dispose()
    {
        lock (_running)
        {
            if (_ended)
                return;
            _ended = true;
        }

        _loop.Remove(this);
    }

    internal void Invoke(EventCause cause)
    {
        lock (_running)
        {
            if (_ended)
                return;
            try
            {
                _ready(this, cause);
                return;
            }
            catch (Exception e)
            {
                Fault(e);
            }
        }
    }

    internal void Fault(Exception reason)
    {
        lock (_running)
        {
            if (_ended)
                return;
            _ended = true;
            _loop.Remove(this);
            try
            {
                _faulted(reason);
            }
            catch (Exception)
            {
                // It was told. What it makes of that must not end the loop for all the others.
            }
        }
    }
}
