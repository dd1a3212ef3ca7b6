using System.Collections.Concurrent;

namespace Sonde.Kernel.Tests;

public sealed class EventLoopDisposeTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static void Ignore(Exception reason)
    {
    }

    [Fact]
    public void A_handler_may_dispose_its_own_registration()
    {
        using var loop = new EventLoop("test");
        using var signal = new EventFd();
        using var called = new ManualResetEventSlim();
        int calls = 0;
        EventRegistration? registration = null;
        registration = loop.Register(
            signal.Handle,
            () =>
            {
                calls++;
                Volatile.Read(ref registration)?.Dispose();
                called.Set();
            },
            Ignore,
            oneShot: true);
        signal.Signal();
        Assert.True(called.Wait(Soon));

        registration.Dispose(); // Waits for the handler, so that the descriptor is free.
        signal.Dispose();

        Assert.True(signal.Handle.IsClosed);
        Assert.Equal(1, calls);
    }

    [Fact]
    public void A_handler_may_dispose_another_registration_that_is_ready_too()
    {
        using var loop = new EventLoop("test");
        using var gate = new EventFd();
        using var open = new ManualResetEventSlim();
        using var done = new ManualResetEventSlim();
        EventFd[] signals = [new(), new()];
        var registrations = new EventRegistration[2];
        int calls = 0;
        void Ready(int other)
        {
            Interlocked.Increment(ref calls);
            registrations[other].Dispose();
            done.Set();
        }

        // The loop is held until both are ready, so that one wait of epoll brings both.
        using EventRegistration hold = loop.Register(gate.Handle, () => open.Wait(Soon), Ignore, oneShot: true);
        gate.Signal();
        registrations[0] = loop.Register(signals[0].Handle, () => Ready(1), Ignore, oneShot: true);
        registrations[1] = loop.Register(signals[1].Handle, () => Ready(0), Ignore, oneShot: true);
        signals[0].Signal();
        signals[1].Signal();
        open.Set();

        Assert.True(done.Wait(Soon));
        loop.Dispose();
        Assert.Equal(1, calls);
        foreach (EventFd signal in signals)
            signal.Dispose();
    }

    [Fact]
    public void Disposing_waits_for_the_handler_that_is_running()
    {
        using var loop = new EventLoop("test");
        using var signal = new EventFd();
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        bool left = false;
        EventRegistration registration = loop.Register(
            signal.Handle,
            () =>
            {
                entered.Set();
                leave.Wait(Soon);
                Volatile.Write(ref left, true);
            },
            Ignore);
        signal.Signal();
        Assert.True(entered.Wait(Soon));

        bool leftWhenDisposed = false;
        var disposer = new Thread(() =>
        {
            registration.Dispose();
            leftWhenDisposed = Volatile.Read(ref left);
        });
        disposer.Start();
        Assert.False(disposer.Join(100));
        leave.Set();

        Assert.True(disposer.Join(Soon));
        Assert.True(leftWhenDisposed);
    }

    [Fact]
    public void After_disposing_the_handler_is_not_called_any_more()
    {
        using var loop = new EventLoop("test");
        for (int i = 0; i < 300; i++)
        {
            using var signal = new EventFd();
            bool disposed = false;
            bool calledAfter = false;
            EventRegistration registration = loop.Register(
                signal.Handle, () => calledAfter |= Volatile.Read(ref disposed), Ignore); // Not cleared: called all the time.
            signal.Signal();
            registration.Dispose();
            Volatile.Write(ref disposed, true);
            signal.Signal();
            Assert.False(Volatile.Read(ref calledAfter));
        }
    }

    [Fact]
    public void Disposing_waits_for_the_fault_callback_too()
    {
        using var loop = new EventLoop("test");
        using var signal = new EventFd();
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        EventRegistration registration = loop.Register(
            signal.Handle,
            signal.Clear,
            _ =>
            {
                entered.Set();
                leave.Wait(Soon);
            });
        var ender = new Thread(loop.Dispose);
        ender.Start();
        Assert.True(entered.Wait(Soon));

        var disposer = new Thread(registration.Dispose);
        disposer.Start();
        Assert.False(disposer.Join(100));
        leave.Set();

        Assert.True(disposer.Join(Soon));
        Assert.True(ender.Join(Soon));
    }

    [Fact]
    public void Disposing_the_loop_tells_those_that_are_left_and_joins_the_thread()
    {
        var loop = new EventLoop("joined");
        using var signal = new EventFd();
        using var other = new EventFd();
        var told = new ConcurrentQueue<Exception>();
        EventRegistration left = loop.Register(signal.Handle, signal.Clear, told.Enqueue);
        loop.Register(other.Handle, other.Clear, told.Enqueue).Dispose();

        loop.Dispose();

        Assert.IsType<ObjectDisposedException>(Assert.Single(told));
        Assert.True(LoopThreads.IsGone("joined"));
        left.Dispose();
        signal.Dispose();
        Assert.True(signal.Handle.IsClosed);
        Assert.Throws<ObjectDisposedException>(() => loop.Register(other.Handle, other.Clear, Ignore));
        loop.Dispose();
    }

    [Fact]
    public void A_fault_callback_that_throws_does_not_keep_the_others_from_being_told()
    {
        var loop = new EventLoop("test");
        EventFd[] signals = [new(), new(), new()];
        int told = 0;
        foreach (EventFd signal in signals)
        {
            loop.Register(
                signal.Handle,
                signal.Clear,
                _ =>
                {
                    told++;
                    throw new InvalidOperationException("callback");
                });
        }

        loop.Dispose();

        Assert.Equal(3, told);
        foreach (EventFd signal in signals)
        {
            signal.Dispose();
            Assert.True(signal.Handle.IsClosed);
        }
    }

    [Fact]
    public void A_handler_may_dispose_the_loop_and_whoever_disposes_it_next_joins()
    {
        var loop = new EventLoop("self-ended");
        using var signal = new EventFd();
        using var disposed = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        var told = new ConcurrentQueue<Exception>();
        loop.Register(
            signal.Handle,
            () =>
            {
                loop.Dispose();
                disposed.Set();
                leave.Wait(Soon);
            },
            told.Enqueue);
        signal.Signal();
        Assert.True(disposed.Wait(Soon));
        var second = new Thread(loop.Dispose);
        second.Start();
        Assert.False(second.Join(100));

        leave.Set();

        Assert.True(second.Join(Soon));
        Assert.IsType<ObjectDisposedException>(Assert.Single(told));
        Assert.True(LoopThreads.IsGone("self-ended"));
    }

    [Fact]
    public void A_fault_callback_may_dispose_its_registration()
    {
        var loop = new EventLoop("test");
        using var signal = new EventFd();
        EventRegistration? registration = null;
        int told = 0;
        registration = loop.Register(
            signal.Handle,
            signal.Clear,
            _ =>
            {
                told++;
                registration!.Dispose();
            });

        loop.Dispose();

        Assert.Equal(1, told);
    }
}
