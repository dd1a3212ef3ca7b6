using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>A handler that is called for the records of a ring buffer.</summary>
public sealed class RingSubscription : IDisposable
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RingReader _ring;
    private EventRegistration? _registration;
    private volatile bool _ended;

    private RingSubscription(RingReader ring) => _ring = ring;

    /// <summary>Ends when the subscription does: well when it or the object was disposed, with the exception when the handler threw.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Ends the subscription. When this returns the handler is not running, unless it is the handler that called.</summary>
    /// <remarks>Records that the handler was not called for stay in the ring.</remarks>
    public void Dispose()
    {
        _ended = true;
        Interlocked.MemoryBarrier();
        _registration?.Dispose();
        _ring.Detach(this);
        _completion.TrySetResult();
    }

    internal static RingSubscription Start<T>(RingReader ring, RingHandler<T> handler)
        where T : unmanaged
    {
        var subscription = new RingSubscription(ring);
        ring.Attach(subscription);
        try
        {
            subscription._registration = EventLoop.Shared.Register(ring.Map.Fd, () => subscription.Drain(handler), subscription.Fault);
        }
        catch
        {
            subscription.Dispose();
            throw;
        }

        // Disposed with the ring before it was registered: either side must see the other's write.
        Interlocked.MemoryBarrier();
        if (subscription._ended)
            subscription._registration.Dispose();
        return subscription;
    }

    private void Drain<T>(RingHandler<T> handler)
        where T : unmanaged
    {
        foreach (ref readonly T record in new RingDrain<T>(_ring))
        {
            handler(in record);
            if (_ended)
                return;
        }
    }

    private void Fault(Exception reason)
    {
        _ended = true;
        _ring.Detach(this);
        _completion.TrySetException(reason);
    }
}
