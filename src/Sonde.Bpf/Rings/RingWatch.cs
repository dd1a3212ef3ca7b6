using System.Diagnostics;
using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>Has the loop look at one ring again and again: when the kernel says that a record came, and at times of the pacer.</summary>
internal sealed class RingWatch : IDisposable
{
    private readonly Func<Look> _look;
    private readonly LookPacer _pacer;
    private readonly EventRegistration _registration;
    private volatile bool _isArmed;
    private int _announced;

    public RingWatch(WatchedRing ring, ReadPace pace, Func<Look> look, Action<Exception> faulted)
    {
        _look = look;
        _pacer = new LookPacer(pace);

        // Records that were there before make the descriptor readable at once, announced or not.
        _registration = EventLoop.Shared.Register(ring.Descriptor, EventWait.ReadableOnce, Call, faulted);
        try
        {
            _registration.CallAfter(TimeSpan.Zero); // What no wake-up announced is not readable on a perf ring.
        }
        catch
        {
            _registration.Dispose(); // The loop would keep it, and with it the ring.
            throw;
        }
    }

    /// <summary>Whether the kernel is to call when a record comes.</summary>
    public bool IsArmed => _isArmed;

    /// <summary>How many looks found records because the kernel had called.</summary>
    public int Announced => Volatile.Read(ref _announced);

    public void Dispose() => _registration.Dispose();

    /// <summary>A long pause cut to a common beat, so that many quiet rings wake the loop up at the same time.</summary>
    public static TimeSpan OnBeat(TimeSpan delay)
        => delay < TimeSpan.FromMilliseconds(10) ? delay : delay - new TimeSpan(Stopwatch.GetElapsedTime(0).Ticks % delay.Ticks);

    private void Call(EventRegistration registration, EventCause cause)
    {
        bool wasAsleep = _isArmed && cause == EventCause.Timer;
        if (cause == EventCause.Ready)
            _isArmed = false;
        Look look = _look();
        if (look.Records > 0 && cause == EventCause.Ready)
            Volatile.Write(ref _announced, _announced + 1);
        Pause pause = _pacer.Next(Stopwatch.GetElapsedTime(0), in look, wasAsleep);
        if (pause.IsAsleep && !_isArmed)
        {
            _isArmed = true;
            registration.Rearm(); // The kernel looks at the ring again here, so that a record that came since is not missed.
        }

        registration.CallAfter(pause.IsAsleep ? OnBeat(pause.Delay) : pause.Delay);
    }
}
