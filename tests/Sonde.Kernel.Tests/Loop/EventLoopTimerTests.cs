using System.Diagnostics;

namespace Sonde.Kernel.Tests;

public sealed class EventLoopTimerTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private readonly EventLoop _loop = new("test");
    private readonly EventFd _silent = new();

    public void Dispose()
    {
        _loop.Dispose();
        _silent.Dispose();
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_handler_is_called_once_after_the_time_that_it_asked_for()
    {
        var causes = new List<EventCause>();
        using var called = new ManualResetEventSlim();
        using EventRegistration registration = Register(cause =>
        {
            causes.Add(cause);
            called.Set();
        });
        long start = Stopwatch.GetTimestamp(); // Environment.TickCount64 is of a coarse clock.

        registration.CallAfter(TimeSpan.FromMilliseconds(30));

        Assert.True(called.Wait(Soon));
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromMilliseconds(30), Soon);
        Thread.Sleep(100);
        Assert.Equal([EventCause.Timer], causes);
    }

    [Fact]
    public void A_later_call_replaces_an_earlier_one()
    {
        int calls = 0;
        using EventRegistration registration = Register(_ => Interlocked.Increment(ref calls));

        registration.CallAfter(TimeSpan.FromMilliseconds(20));
        registration.CallAfter(TimeSpan.FromHours(1));
        Thread.Sleep(100);
        Assert.Equal(0, Volatile.Read(ref calls));

        registration.CallAfter(TimeSpan.Zero);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref calls) == 1, Soon));
    }

    [Fact]
    public void Times_are_kept_in_order_among_many_registrations()
    {
        const int count = 200;
        var random = new Random(7);
        using var all = new CountdownEvent(count);
        var order = new List<int>();
        EventFd[] fds = [.. Enumerable.Range(0, count).Select(_ => new EventFd())];
        int[] delays = [.. Enumerable.Range(0, count).Select(i => i * 2).OrderBy(_ => random.Next())];
        EventRegistration[] registrations =
        [
            .. fds.Select((fd, i) => _loop.Register(
                fd.Handle,
                EventWait.Readable,
                (_, _) =>
                {
                    order.Add(delays[i]);
                    all.Signal();
                },
                Ignore)),
        ];

        // Asked for from the loop itself, so that all start at one time.
        using EventRegistration starter = Register(_ =>
        {
            for (int i = 0; i < count; i++)
                registrations[i].CallAfter(TimeSpan.FromMilliseconds(50 + delays[i]));
        });
        starter.CallAfter(TimeSpan.Zero);

        Assert.True(all.Wait(Soon));
        Assert.Equal(order.Order(), order);
        foreach (EventRegistration registration in registrations)
            registration.Dispose();
        foreach (EventFd fd in fds)
            fd.Dispose();
    }

    [Fact]
    public void A_disposed_registration_is_not_called_at_its_time()
    {
        int calls = 0;
        EventRegistration registration = Register(_ => Interlocked.Increment(ref calls));
        registration.CallAfter(TimeSpan.FromMilliseconds(30));

        registration.Dispose();
        registration.CallAfter(TimeSpan.Zero);

        Thread.Sleep(100);
        Assert.Equal(0, Volatile.Read(ref calls));
    }

    [Fact]
    public void A_handler_that_asks_to_be_called_at_once_for_ever_starves_no_other()
    {
        using var signal = new EventFd();
        using var called = new ManualResetEventSlim();
        EventRegistration? eager = null;
        eager = Register(_ => eager!.CallAfter(TimeSpan.Zero));
        using EventRegistration other = _loop.Register(
            signal.Handle,
            () =>
            {
                signal.Clear();
                called.Set();
            },
            Ignore);
        eager.CallAfter(TimeSpan.Zero);

        signal.Signal();

        Assert.True(called.Wait(Soon));
        eager.Dispose();
    }

    [Fact]
    public void Asking_for_a_time_allocates_nothing()
    {
        using EventRegistration registration = Register(_ => { });
        registration.CallAfter(TimeSpan.FromHours(1));
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 1000; i++)
            registration.CallAfter(TimeSpan.FromMinutes(i));

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_handler_that_throws_at_its_time_loses_its_registration_only()
    {
        using var faulted = new ManualResetEventSlim();
        using var called = new ManualResetEventSlim();
        using var second = new EventFd();
        using EventRegistration throwing = _loop.Register(
            _silent.Handle, EventWait.Readable, (_, _) => throw new FormatException(), _ => faulted.Set());
        using EventRegistration other = _loop.Register(second.Handle, EventWait.Readable, (_, _) => called.Set(), Ignore);

        throwing.CallAfter(TimeSpan.Zero);
        Assert.True(faulted.Wait(Soon));
        other.CallAfter(TimeSpan.Zero);

        Assert.True(called.Wait(Soon));
    }

    private static void Ignore(Exception reason)
    {
    }

    private EventRegistration Register(Action<EventCause> handler)
        => _loop.Register(_silent.Handle, EventWait.Readable, (_, cause) => handler(cause), Ignore);
}
