using System.Runtime.InteropServices;

namespace Sonde.Kernel;

/// <summary>A descriptor's place in an <see cref="EventLoop"/>.</summary>
public sealed class EventRegistration : IDisposable
{
    private readonly object _running = new();
    private readonly EventLoop _loop;
    private readonly Action _ready;
    private readonly Action<Exception> _faulted;
    private bool _ended;

    internal EventRegistration(EventLoop loop, SafeHandle fd, Action ready, Action<Exception> faulted, ulong number)
    {
        _loop = loop;
        _ready = ready;
        _faulted = faulted;
        Fd = fd;
        Number = number;
    }

    internal SafeHandle Fd { get; }

    internal ulong Number { get; }

    /// <summary>Wakes a one-shot registration up again after its handler was called.</summary>
    public void Rearm() => _loop.Rearm(this);

    /// <summary>Ends the registration. When this returns the handler is not running and is not called any more.</summary>
    /// <remarks>Called from the handler itself it returns at once. Hold no lock here that the handler takes.</remarks>
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
        }

        _loop.Remove(this);
        _faulted(reason);
    }
}
