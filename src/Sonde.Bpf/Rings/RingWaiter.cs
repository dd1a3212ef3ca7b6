using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>Lets one asynchronous consumer wait until a ring has records.</summary>
internal sealed class RingWaiter : IDisposable
{
    private readonly RingReader _ring;
    private readonly EventRegistration _registration;
    private volatile TaskCompletionSource<bool>? _pending;
    private volatile bool _ended;

    public RingWaiter(RingReader ring)
    {
        _ring = ring;
        _registration = EventLoop.Shared.Register(ring.Map.Fd, Ready, Fault, oneShot: true);
        ring.Attach(this);
    }

    public bool IsEnded => _ended;

    /// <summary>Waits for records; false when the ring was disposed.</summary>
    public async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        var pending = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending = pending;
        if (_ended)
            return false;

        // Arming looks at the ring again, so that a record that came since the last read is not missed.
        _registration.Rearm();
        using (cancellationToken.UnsafeRegister(static (p, token) => ((TaskCompletionSource<bool>)p!).TrySetCanceled(token), pending))
            return await pending.Task.ConfigureAwait(false);
    }

    public void Dispose()
    {
        _ended = true;
        _registration.Dispose();
        _ring.Detach(this);
        _pending?.TrySetResult(false);
    }

    private void Ready() => _pending?.TrySetResult(true);

    private void Fault(Exception reason)
    {
        _ended = true;
        _ring.Detach(this);
        _pending?.TrySetException(reason);
    }
}
