namespace Sonde.Bpf;

/// <summary>A handler that is called for the records of a ring buffer, of several, or of the buffers of a perf event array.</summary>
public sealed class RingSubscription : IDisposable
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WatchedRing[] _rings;
    private readonly List<RingWatch> _watches = [];
    private volatile bool _ended;

    private RingSubscription(WatchedRing[] rings) => _rings = rings;

    /// <summary>Ends when the subscription does: well when it or a ring was disposed, with the exception when the handler threw.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Ends the subscription. When this returns the handler is not running, unless it is the handler that called.</summary>
    /// <remarks>Records that the handler was not called for stay in the ring.</remarks>
    public void Dispose()
    {
        End();
        _completion.TrySetResult();
    }

    internal bool IsEnded => _ended;

    internal IReadOnlyList<RingWatch> Watches => _watches;

    /// <param name="pace">How to pace the wake-ups.</param>
    /// <param name="rings">The rings.</param>
    /// <param name="look">Looks at the ring with an index, on the loop's thread.</param>
    internal static RingSubscription Start(ReadPace? pace, WatchedRing[] rings, Func<RingSubscription, int, Look> look)
    {
        var subscription = new RingSubscription(rings);
        try
        {
            foreach (WatchedRing ring in rings)
                ring.Consumer.Attach(subscription);
            for (int i = 0; i < rings.Length; i++)
            {
                int index = i;
                subscription.Add(new RingWatch(rings[i], pace ?? ReadPace.Default, () => look(subscription, index), subscription.Fault));
            }

            return subscription;
        }
        catch
        {
            subscription.Dispose();
            throw;
        }
    }

    private void Add(RingWatch watch)
    {
        lock (_watches)
        {
            if (!_ended)
            {
                _watches.Add(watch);
                return;
            }
        }

        watch.Dispose(); // Disposed with a ring, or faulted, before all was set up.
    }

    private void Fault(Exception reason)
    {
        End();
        _completion.TrySetException(reason);
    }

    private void End()
    {
        RingWatch[] watches;
        lock (_watches)
        {
            _ended = true;
            watches = [.. _watches]; // They stay in the list: whoever ends it next waits for the handler too.
        }

        foreach (RingWatch watch in watches)
            watch.Dispose();
        foreach (WatchedRing ring in _rings)
            ring.Consumer.Detach(this);
    }
}
