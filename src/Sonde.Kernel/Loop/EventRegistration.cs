using System.Runtime.InteropServices;

namespace Sonde.Kernel;

/// <summary>A descriptor's place in an <see cref="EventLoop"/>.</summary>
public sealed class EventRegistration : IDisposable
{
    private readonly object _running = new();
    private readonly EventLoop _loop;
    private readonly Action _ready;
    private readonly Action<Exception> _faulted;
    private readonly bool _oneShot;
    private bool _ended;

    internal EventRegistration(EventLoop loop, SafeHandle fd, Action ready, Action<Exception> faulted, ulong number, bool oneShot)
    {
        _loop = loop;
        _ready = ready;
        _faulted = faulted;
        _oneShot = oneShot;
        Fd = fd;
        Number = number;
    }

    internal SafeHandle Fd { get; }

    internal ulong Number { get; }

    /// <summary>Wakes a one-shot registration up again after its handler was called.</summary>
    /// <remarks>Of no effect once the registration has ended.</remarks>
    /// <exception cref="InvalidOperationException">The registration is not one-shot, and never sleeps.</exception>
    public void Rearm()
    {
        if (!_oneShot)
            throw new InvalidOperationException("Only a one-shot registration sleeps and can be woken up.");
        _loop.Rearm(this);
    }

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

    internal void Invoke()
    {
        lock (_running)
        {
            if (_ended)
                return;
            try
            {
                _ready();
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
