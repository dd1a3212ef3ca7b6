namespace Sonde.Kernel.Tests;

[Collection(nameof(Descriptors))]
public sealed unsafe class EventFdTests
{
    [Fact]
    public void Clearing_what_nothing_has_signalled_returns_at_once()
    {
        using var signal = new EventFd();

        signal.Clear();
    }

    [Fact]
    public void Clearing_takes_all_signals()
    {
        using var signal = new EventFd();
        signal.Signal();
        signal.Signal();

        signal.Clear();

        ulong count;
        Assert.Equal(-1, Libc.Read(signal.Handle, &count, sizeof(ulong)));
        Assert.Equal(Errno.EAGAIN, KernelException.LastErrno());
    }

    [Fact]
    public void A_full_counter_is_signalled_enough()
    {
        using var signal = new EventFd();
        ulong most = ulong.MaxValue - 1;
        Assert.Equal(sizeof(ulong), Libc.Write(signal.Handle, &most, sizeof(ulong)));

        signal.Signal(); // EAGAIN inside

        signal.Clear();
    }

    [Fact]
    public void Making_and_disposing_leaves_nothing_open()
    {
        int before = Descriptors.Count();

        for (int i = 0; i < 100; i++)
            new EventFd().Dispose();

        Assert.Equal(before, Descriptors.Count());
    }
}
