using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>Lets one asynchronous consumer wait until a ring has records.</summary>
internal sealed class RingWaiter : IDisposable
{
    private readonly RingReader _ring;
    private readonly EventRegistration _registration;
    private readonly object _gate = new();
    private TaskCompletionSource<bool>? _pending;
    private Exception? _fault;
    private bool _ended;

    public RingWaiter(RingReader ring)
    {
        _ring = ring;
        _registration = EventLoop.Shared.Register(ring.Map.Fd, Ready, Fault, oneShot: true);
        ring.Attach(this);
    }

    /// <summary>Whether the ring was disposed; throws when waiting for it has failed.</summary>
    public bool IsEnded
    {
        get
        {
            lock (_gate)
                return _fault is null ? _ended : throw new IOException($"Waiting for ring buffer {_ring.Map.Name} failed: {_fault.Message}", _fault);
        }
    }

    /// <summary>Waits for records; false when the ring was disposed.</summary>
    public async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        var pending = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (IsEnded)
                return false;
            _pending = pending;
        }

        // Arming looks at the ring again, so that a record that came since the last read is not missed.
        _registration.Rearm();
        using (cancellationToken.UnsafeRegister(static (p, token) => ((TaskCompletionSource<bool>)p!).TrySetCanceled(token), pending))
            return await pending.Task.ConfigureAwait(false);
    }

    public void Dispose()
    {
        _registration.Dispose();
        End(null)?.TrySetResult(false);
    }

    private void Ready()
    {
        TaskCompletionSource<bool>? pending;
        lock (_gate)
            pending = _pending;
        pending?.TrySetResult(true);
    }

    private void Fault(Exception reason) => End(reason)?.TrySetException(reason);

    private TaskCompletionSource<bool>? End(Exception? fault)
    {
        _ring.Detach(this);
        lock (_gate)
        {
            _ended = true;
            _fault ??= fault;
            return _pending;
        }
    }
}
