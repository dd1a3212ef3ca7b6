using System.Diagnostics;
using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>Lets one asynchronous consumer wait until one of its rings has records.</summary>
internal sealed class RingWaiter : IDisposable
{
    private readonly WatchedRing[] _rings;
    private readonly Func<int, LookEnd> _peek;
    private readonly LookPacer _pacer;
    private readonly EventRegistration?[] _registrations;
    private readonly object _gate = new();
    private TaskCompletionSource<bool>? _pending;
    private Exception? _fault;
    private bool _isAsleep;
    private bool _wasAsleep;
    private bool _ended;

    /// <param name="pace">How to pace the wake-ups.</param>
    /// <param name="rings">The rings.</param>
    /// <param name="peek">Whether the ring with an index has a record; called on the loop's thread.</param>
    public RingWaiter(ReadPace? pace, WatchedRing[] rings, Func<int, LookEnd> peek)
    {
        _rings = rings;
        _peek = peek;
        _pacer = new LookPacer(pace ?? ReadPace.Default);
        _registrations = new EventRegistration?[rings.Length];
        try
        {
            foreach (WatchedRing ring in rings)
                ring.Consumer.Attach(this);
            for (int i = 0; i < rings.Length; i++)
            {
                int index = i;
                _registrations[i] = EventLoop.Shared.Register(
                    rings[i].Descriptor, EventWait.ReadableOnce, (registration, cause) => Call(registration, cause, index), Fault);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Whether a ring was disposed; throws when waiting for it has failed.</summary>
    public bool IsEnded
    {
        get
        {
            lock (_gate)
                return _fault is null ? _ended : throw new IOException($"Waiting for records failed: {_fault.Message}", _fault);
        }
    }

    /// <summary>Waits for records; false when a ring was disposed.</summary>
    /// <param name="look">What was read since the last wait.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<bool> WaitAsync(Look look, CancellationToken cancellationToken)
    {
        var pending = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Pause pause;
        lock (_gate)
        {
            if (IsEnded)
                return false;
            pause = _pacer.Next(Stopwatch.GetElapsedTime(0), in look, _wasAsleep);
            _pending = pending;
            _isAsleep = pause.IsAsleep;
            _wasAsleep = false;
        }

        Start(pause);
        using (cancellationToken.UnsafeRegister(static (p, token) => ((TaskCompletionSource<bool>)p!).TrySetCanceled(token), pending))
            return await pending.Task.ConfigureAwait(false);
    }

    public void Dispose()
    {
        foreach (EventRegistration? registration in _registrations)
            registration?.Dispose();
        End(null)?.TrySetResult(false);
    }

    private void Start(Pause pause)
    {
        foreach (EventRegistration? registration in _registrations)
        {
            // Arming looks at the ring again, so that a record that came since the last read is not missed.
            if (pause.IsAsleep)
                registration!.Rearm();
            registration!.CallAfter(pause.IsAsleep ? RingWatch.OnBeat(pause.Delay) : pause.Delay);
        }
    }

    private void Call(EventRegistration registration, EventCause cause, int index)
    {
        TaskCompletionSource<bool>? pending;
        lock (_gate)
        {
            pending = _pending;
            if (pending is null)
                return; // The consumer is at work; it looks again by itself.
        }

        LookEnd found = _peek(index);
        if (found == LookEnd.More)
        {
            lock (_gate)
            {
                _wasAsleep = _isAsleep && cause == EventCause.Timer;
                _pending = null;
            }

            pending.TrySetResult(true);
        }
        else if (found == LookEnd.Blocked)
        {
            TimeSpan delay;
            lock (_gate)
                delay = _pacer.Block();
            registration.CallAfter(delay);
        }
        else
        {
            Pause pause;
            lock (_gate)
            {
                pause = _pacer.Next(Stopwatch.GetElapsedTime(0), new Look(0, 0, LookEnd.Empty), wasAsleep: false);
                _isAsleep = true;
            }

            registration.Rearm();
            registration.CallAfter(RingWatch.OnBeat(pause.Delay));
        }
    }

    private void Fault(Exception reason) => End(reason)?.TrySetException(reason);

    private TaskCompletionSource<bool>? End(Exception? fault)
    {
        foreach (WatchedRing ring in _rings)
            ring.Consumer.Detach(this);
        lock (_gate)
        {
            _ended = true;
            _fault ??= fault;
            return _pending;
        }
    }
}
