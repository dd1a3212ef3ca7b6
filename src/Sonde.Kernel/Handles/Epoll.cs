using System.Runtime.InteropServices;

namespace Sonde.Kernel;

/// <summary>An epoll instance. Events carry a number chosen by the caller.</summary>
internal sealed unsafe class Epoll : IDisposable
{
    private const int MaxEvents = 64;

    // struct epoll_event is packed on x86-64 only (uapi/linux/eventpoll.h, EPOLL_PACKED).
    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int DataOffset = EventSize - sizeof(ulong);

    private readonly FdHandle _fd = new();
    private readonly byte[] _events = GC.AllocateArray<byte>(MaxEvents * EventSize, pinned: true); // The kernel holds it for whole waits.

    public Epoll()
    {
        int fd = Libc.EpollCreate(Libc.EPOLL_CLOEXEC);
        Errno errno = KernelException.LastErrno();
        _fd.Own(fd);
        if (!_fd.IsInvalid)
            return;

        _fd.Dispose();
        throw new KernelException("epoll_create1", null, errno, Remedies.ForDescriptors(errno));
    }

    public void Add(SafeHandle fd, ulong number, uint events) => Control(Libc.EPOLL_CTL_ADD, fd, number, events);

    public void Rearm(SafeHandle fd, ulong number) => Control(Libc.EPOLL_CTL_MOD, fd, number, Libc.EPOLLIN | Libc.EPOLLONESHOT);

    /// <summary>Stops watching. A descriptor that is gone already is no error: it is watched no more.</summary>
    public void Remove(SafeHandle fd)
    {
        try
        {
            Control(Libc.EPOLL_CTL_DEL, fd, 0, 0);
        }
        catch (KernelException e) when (e.Errno is Errno.ENOENT or Errno.EBADF)
        {
        }
    }

    /// <summary>Waits without limit and gives the numbers that are ready. EINTR gives none.</summary>
    public int Wait(Span<ulong> ready)
    {
        fixed (byte* events = _events)
        {
            int count = Libc.EpollWait(_fd, events, Math.Min(MaxEvents, ready.Length), -1);
            if (count < 0)
            {
                Errno errno = KernelException.LastErrno();
                return errno == Errno.EINTR ? 0 : throw new KernelException("epoll_wait", null, errno);
            }

            for (int i = 0; i < count; i++)
                ready[i] = BitConverter.ToUInt64(_events, (i * EventSize) + DataOffset);
            return count;
        }
    }

    public void Dispose() => _fd.Dispose();

    private void Control(int operation, SafeHandle fd, ulong number, uint events)
    {
        byte* epollEvent = stackalloc byte[16];
        *(uint*)epollEvent = events;
        *(ulong*)(epollEvent + DataOffset) = number;
        if (Libc.EpollControl(_fd, operation, fd, epollEvent) < 0)
        {
            Errno errno = KernelException.LastErrno();
            throw new KernelException("wait on a descriptor with", "epoll_ctl", errno, Remedies.ForWaiting(errno));
        }
    }
}
