using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>A handler that is called for the records of a ring buffer.</summary>
public sealed class RingSubscription : IDisposable
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RingReader _ring;
    private EventRegistration? _registration;

    private RingSubscription(RingReader ring) => _ring = ring;

    /// <summary>Ends when the subscription does: well when it or the object was disposed, with the exception when the handler threw.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Ends the subscription. When this returns the handler is not running, unless it is the handler that called.</summary>
    public void Dispose()
    {
        _registration?.Dispose();
        _ring.Detach(this);
        _completion.TrySetResult();
    }

    internal static RingSubscription Start(RingReader ring, Action drain)
    {
        var subscription = new RingSubscription(ring);
        subscription._registration = EventLoop.Shared.Register(ring.Map.Fd, drain, subscription.Fault);
        ring.Attach(subscription);
        return subscription;
    }

    private void Fault(Exception reason)
    {
        _ring.Detach(this);
        _completion.TrySetException(reason);
    }
}
