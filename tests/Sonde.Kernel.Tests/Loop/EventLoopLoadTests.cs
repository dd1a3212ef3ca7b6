using Sonde.Testing;

namespace Sonde.Kernel.Tests;

[Collection(nameof(Descriptors))]
public sealed class EventLoopLoadTests
{
    [Fact]
    public void A_thousand_cycles_leave_no_descriptor_open()
    {
        using var loop = new EventLoop("test");
        int before = Descriptors.Count();

        for (int i = 0; i < 1000; i++)
        {
            using var signal = new EventFd();
            using EventRegistration registration = loop.Register(signal.Handle, signal.Clear, _ => { });
            signal.Signal();
        }

        Assert.Equal(before, Descriptors.Count());
    }

    [Fact]
    public void Loops_leave_no_descriptor_open_also_with_registrations_left()
    {
        int before = Descriptors.Count();

        for (int i = 0; i < 50; i++)
        {
            using var signal = new EventFd();
            using var loop = new EventLoop("test");
            loop.Register(signal.Handle, signal.Clear, _ => { });
        }

        Assert.Equal(before, Descriptors.Count());
    }

    [Fact]
    public void Eight_threads_register_and_dispose_at_once()
    {
        using var loop = new EventLoop("test");
        int before = Descriptors.Count();
        int rounds = TestKernel.Scale(500, inGuest: 50);
        int late = 0;
        int faults = 0;
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(n => new Thread(() => Work(n)))];
        foreach (Thread thread in threads)
            thread.Start();

        Assert.All(threads, t => Assert.True(t.Join(TimeSpan.FromSeconds(60))));
        Assert.Equal(0, late);
        Assert.Equal(0, faults);
        Assert.Equal(before, Descriptors.Count());

        void Work(int number)
        {
            for (int i = 0; i < rounds; i++)
            {
                using var signal = new EventFd();
                bool ended = false;
                int calls = 0;
                EventRegistration registration = loop.Register(
                    signal.Handle,
                    () =>
                    {
                        if (Volatile.Read(ref ended))
                            Interlocked.Increment(ref late);
                        if (((++calls + number) & 1) == 0)
                            signal.Clear();
                    },
                    _ => Interlocked.Increment(ref faults),
                    oneShot: (i & 3) == 0);
                signal.Signal();
                if ((i & 3) == 0)
                    registration.Rearm();
                if ((i & 7) == 0)
                    Thread.Yield();
                registration.Dispose();
                Volatile.Write(ref ended, true);
                signal.Dispose();
                if (!signal.Handle.IsClosed)
                    Interlocked.Increment(ref late);
            }
        }
    }

    [Fact]
    public void The_loop_may_end_while_threads_register()
    {
        int before = Descriptors.Count();
        for (int round = 0; round < 20; round++)
        {
            var loop = new EventLoop("test");
            int registered = 0;
            int told = 0;
            Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(Work))];
            foreach (Thread thread in threads)
                thread.Start();
            Thread.Yield();

            loop.Dispose();

            Assert.All(threads, t => Assert.True(t.Join(TimeSpan.FromSeconds(30))));
            Assert.Equal(registered, told);

            void Work()
            {
                for (int i = 0; i < 50; i++)
                {
                    using var signal = new EventFd();
                    try
                    {
                        loop.Register(signal.Handle, signal.Clear, _ => Interlocked.Increment(ref told));
                        Interlocked.Increment(ref registered);
                    }
                    catch (ObjectDisposedException)
                    {
                        return;
                    }
                }
            }
        }

        Assert.Equal(before, Descriptors.Count());
    }
}
