using System.Collections.Concurrent;

namespace Sonde.Kernel.Tests;

public sealed class EventLoopTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static void Ignore(Exception reason)
    {
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_handler_is_called_when_its_descriptor_becomes_readable()
    {
        using var loop = new EventLoop("test");
        using var signal = new EventFd();
        using var called = new ManualResetEventSlim();
        using EventRegistration registration = loop.Register(
            signal.Handle,
            () =>
            {
                signal.Clear();
                called.Set();
            },
            Ignore);
        Assert.False(called.Wait(50));

        signal.Signal();

        Assert.True(called.Wait(Soon));
    }

    [Fact]
    public void Handlers_run_on_the_one_named_background_thread()
    {
        using var loop = new EventLoop("test thread");
        using var signal = new EventFd();
        using var called = new ManualResetEventSlim();
        (string? Name, bool IsBackground, bool IsPool) thread = default;
        using EventRegistration registration = loop.Register(
            signal.Handle,
            () =>
            {
                signal.Clear();
                thread = (Thread.CurrentThread.Name, Thread.CurrentThread.IsBackground, Thread.CurrentThread.IsThreadPoolThread);
                called.Set();
            },
            Ignore);

        signal.Signal();

        Assert.True(called.Wait(Soon));
        Assert.Equal(("test thread", true, false), thread);
        Assert.Contains("test thread", LoopThreads.Names());
    }

    [Fact]
    public void Many_registrations_are_each_called_for_their_own_descriptor()
    {
        const int count = 500;
        using var loop = new EventLoop("test");
        using var all = new CountdownEvent(count);
        var calls = new int[count];
        EventFd[] signals = [.. Enumerable.Range(0, count).Select(_ => new EventFd())];
        EventRegistration[] registrations =
        [
            .. signals.Select((signal, i) => loop.Register(
                signal.Handle,
                () =>
                {
                    signal.Clear();
                    Interlocked.Increment(ref calls[i]);
                    all.Signal();
                },
                Ignore)),
        ];

        foreach (EventFd signal in signals)
            signal.Signal();

        Assert.True(all.Wait(Soon));
        Assert.All(calls, c => Assert.Equal(1, c));
        foreach (EventRegistration registration in registrations)
            registration.Dispose();
        foreach (EventFd signal in signals)
            signal.Dispose();
    }

    [Fact]
    public void A_one_shot_registration_sleeps_until_it_is_rearmed()
    {
        using var loop = new EventLoop("test");
        using var signal = new EventFd();
        using var calls = new SemaphoreSlim(0);
        using EventRegistration registration = loop.Register(signal.Handle, () => calls.Release(), Ignore, oneShot: true);

        signal.Signal(); // Never cleared: a registration that does not sleep would be called again and again.
        Assert.True(calls.Wait(Soon));
        Assert.False(calls.Wait(50));

        registration.Rearm();
        Assert.True(calls.Wait(Soon));
        Assert.False(calls.Wait(50));
    }

    [Fact]
    public void A_one_shot_handler_may_rearm_itself()
    {
        using var loop = new EventLoop("test");
        using var signal = new EventFd();
        using var third = new ManualResetEventSlim();
        int calls = 0;
        EventRegistration? registration = null;
        registration = loop.Register(
            signal.Handle,
            () =>
            {
                if (++calls == 3)
                    third.Set();
                else
                    Volatile.Read(ref registration)!.Rearm();
            },
            Ignore,
            oneShot: true);

        signal.Signal();

        Assert.True(third.Wait(Soon));
        registration.Dispose();
        Assert.Equal(3, calls);
    }

    [Fact]
    public void Only_a_one_shot_registration_can_be_rearmed()
    {
        using var loop = new EventLoop("test");
        using var signal = new EventFd();
        using EventRegistration registration = loop.Register(signal.Handle, signal.Clear, Ignore);

        Assert.Throws<InvalidOperationException>(registration.Rearm);
    }

    [Fact]
    public void Rearming_what_has_ended_does_nothing()
    {
        using var signal = new EventFd();
        EventRegistration registration;
        using (var loop = new EventLoop("test"))
        {
            EventRegistration disposed = loop.Register(signal.Handle, signal.Clear, Ignore, oneShot: true);
            disposed.Dispose();
            disposed.Rearm();
            registration = loop.Register(signal.Handle, signal.Clear, Ignore, oneShot: true);
        }

        registration.Rearm();
    }

    [Fact]
    public void A_handler_that_throws_loses_its_registration_and_is_told_and_the_others_go_on()
    {
        using var loop = new EventLoop("test");
        using var bad = new EventFd();
        using var good = new EventFd();
        using var goodCalls = new SemaphoreSlim(0);
        var told = new ConcurrentQueue<Exception>();
        using var faulted = new ManualResetEventSlim();
        var failure = new InvalidOperationException("broken");
        int badCalls = 0;
        using EventRegistration first = loop.Register(
            bad.Handle,
            () =>
            {
                badCalls++;
                throw failure;
            },
            e =>
            {
                told.Enqueue(e);
                faulted.Set();
            });
        using EventRegistration second = loop.Register(
            good.Handle,
            () =>
            {
                good.Clear();
                goodCalls.Release();
            },
            Ignore);

        bad.Signal();
        Assert.True(faulted.Wait(Soon));
        good.Signal();
        Assert.True(goodCalls.Wait(Soon));

        Assert.Equal(1, badCalls);
        Assert.Same(failure, Assert.Single(told));
        bad.Dispose(); // Nobody holds the descriptor any more.
        Assert.True(bad.Handle.IsClosed);
    }

    [Fact]
    public void A_fault_callback_that_throws_does_not_end_the_loop()
    {
        using var loop = new EventLoop("test");
        using var bad = new EventFd();
        using var good = new EventFd();
        using var called = new ManualResetEventSlim();
        using EventRegistration first = loop.Register(
            bad.Handle, () => throw new InvalidOperationException("handler"), _ => throw new InvalidOperationException("callback"));
        using EventRegistration second = loop.Register(
            good.Handle,
            () =>
            {
                good.Clear();
                called.Set();
            },
            Ignore);

        bad.Signal();
        good.Signal();

        Assert.True(called.Wait(Soon));
    }

    [Fact]
    public void The_descriptor_stays_open_until_the_registration_ends()
    {
        using var loop = new EventLoop("test");
        var signal = new EventFd();
        EventRegistration registration = loop.Register(signal.Handle, signal.Clear, Ignore);

        signal.Dispose();
        Assert.False(signal.Handle.IsClosed);

        registration.Dispose();
        Assert.True(signal.Handle.IsClosed);
    }

    [Fact]
    public void A_descriptor_that_cannot_be_waited_on_is_refused_with_what_can()
    {
        using var loop = new EventLoop("test");
        FdHandle directory = FdHandle.OpenRead("/");
        var e = Assert.Throws<KernelException>(() => loop.Register(directory, () => { }, Ignore));

        Assert.Equal(Errno.EPERM, e.Errno);
        Assert.Contains("a regular file cannot", e.Message, StringComparison.Ordinal);
        directory.Dispose();
        Assert.True(directory.IsClosed);
    }

    [Fact]
    public void A_descriptor_can_be_registered_once_at_a_time()
    {
        using var loop = new EventLoop("test");
        using var signal = new EventFd();
        EventRegistration registration = loop.Register(signal.Handle, signal.Clear, Ignore);

        var e = Assert.Throws<KernelException>(() => loop.Register(signal.Handle, signal.Clear, Ignore));
        Assert.Equal(Errno.EEXIST, e.Errno);
        Assert.Contains("dispose that registration first", e.Message, StringComparison.Ordinal);

        registration.Dispose();
        loop.Register(signal.Handle, signal.Clear, Ignore).Dispose();
    }

    [Fact]
    public void A_closed_descriptor_is_refused()
    {
        using var loop = new EventLoop("test");
        var signal = new EventFd();
        signal.Dispose();

        Assert.Throws<ObjectDisposedException>(() => loop.Register(signal.Handle, signal.Clear, Ignore));
    }

    [Fact]
    public void The_shared_loop_is_one_and_cannot_be_disposed()
    {
        Assert.Same(EventLoop.Shared, EventLoop.Shared);
        Assert.Throws<InvalidOperationException>(EventLoop.Shared.Dispose);

        using var signal = new EventFd();
        using var called = new ManualResetEventSlim();
        using EventRegistration registration = EventLoop.Shared.Register(signal.Handle, called.Set, Ignore, oneShot: true);
        signal.Signal();
        Assert.True(called.Wait(Soon));
    }
}
