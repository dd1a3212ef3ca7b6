using System.Runtime.CompilerServices;

namespace Sonde.Kernel;

/// <summary>The mapped ring of a perf event: records of the kernel, and the place up to which they were read.</summary>
/// <remarks>
/// <para>Layout and protocol: uapi/linux/perf_event.h, <c>struct perf_event_mmap_page</c>. One thread reads at a time: between
/// <see cref="Enter"/> and <see cref="Leave"/>, which also keep the memory mapped.</para>
/// <para>A record may wrap around the end of the ring; <see cref="PerfBytes"/> shows it as two pieces.</para>
/// </remarks>
public sealed unsafe class PerfRing : IDisposable
{
    /// <summary>The size of a record's header: type (4), misc (2), size (2).</summary>
    public const int HeaderSize = 8;

    private const int HeadOffset = 1024;
    private const int TailOffset = 1032;

    private readonly MappedRegion _region;
    private readonly string _subject;
    private readonly byte* _data;
    private readonly ulong _mask;
    private int _reading;
    private ulong _end;
    private ulong _position;

    private PerfRing(MappedRegion region, string subject)
    {
        _region = region;
        _subject = subject;
        _data = region.Pointer + Environment.SystemPageSize;
        _mask = region.Length - (nuint)Environment.SystemPageSize - 1;
    }

    /// <summary>The size of the ring in bytes.</summary>
    public long Size => (long)_mask + 1;

    /// <summary>Maps the ring of an event, which makes it.</summary>
    /// <param name="perfEvent">The event.</param>
    /// <param name="pages">How many pages for records, a power of two; one more is mapped for the positions.</param>
    /// <param name="subject">Whose ring, for error messages.</param>
    /// <exception cref="ArgumentException">The number of pages is not a power of two.</exception>
    /// <exception cref="KernelException">The kernel refused; EPERM says that the user's share of locked memory is used up.</exception>
    public static PerfRing Map(FdHandle perfEvent, int pages, string subject)
    {
        if (pages <= 0 || (pages & (pages - 1)) != 0)
            throw new ArgumentException($"A perf ring has a power of two of pages, not {pages}.", nameof(pages));
        nuint length = (nuint)(pages + 1L) * (nuint)Environment.SystemPageSize;
        try
        {
            return new PerfRing(MappedRegion.Map(perfEvent, 0, length, writable: true, subject), subject);
        }
        catch (KernelException e) when (e.Errno == Errno.EPERM)
        {
            throw new KernelException(
                "mmap", subject, e.Errno, "This user's perf rings would be larger than allowed: make them smaller, or raise 'sysctl kernel.perf_event_mlock_kb'.", e);
        }
    }

    /// <summary>Bytes that wait to be read.</summary>
    public long Backlog
    {
        get
        {
            bool held = false;
            try
            {
                _region.DangerousAddRef(ref held);
                ulong tail = Tail;
                return (long)(Head - tail);
            }
            finally
            {
                if (held)
                    _region.DangerousRelease();
            }
        }
    }

    /// <summary>Starts reading: what the ring holds now is what <see cref="TryRead"/> gives.</summary>
    /// <exception cref="InvalidOperationException">Someone else reads.</exception>
    /// <exception cref="ObjectDisposedException">The ring was disposed.</exception>
    public void Enter()
    {
        if (Interlocked.Exchange(ref _reading, 1) != 0)
            throw new InvalidOperationException($"The {_subject} is being read already: it has one reader at a time.");
        bool held = false;
        try
        {
            _region.DangerousAddRef(ref held);
        }
        catch
        {
            Volatile.Write(ref _reading, 0);
            throw;
        }

        _position = Tail;
        _end = Head;
    }

    /// <summary>The next record.</summary>
    /// <param name="record">The whole record with its header, in the ring itself: valid until <see cref="Leave"/>.</param>
    /// <returns>False when there is none left.</returns>
    public bool TryRead(out PerfBytes record)
    {
        ulong left = _end - _position;
        byte* header = _data + (_position & _mask);

        // Records are multiples of 8 bytes, so a header never wraps.
        ulong size = left < HeaderSize ? 0UL : *(ushort*)(header + 6);
        if (size < HeaderSize || size > left)
        {
            record = default;
            if (left != 0)
                _position = _end; // Nothing of the kernel's looks so: pass it over, so that the ring does not stand still for ever.
            return false;
        }

        ulong toEnd = _mask + 1 - (_position & _mask);
        record = new PerfBytes(header, (int)Math.Min(size, toEnd), _data, (int)(size - Math.Min(size, toEnd)));
        _position += size;
        return true;
    }

    /// <summary>The next record if its header is the given one and it lies in one piece; to be tried before <see cref="TryRead"/>.</summary>
    /// <remarks>Rings mostly hold runs of records of one kind and size: comparing is faster than taking each header apart.</remarks>
    /// <param name="header">The 8 bytes of a header that <see cref="TryRead"/> gave; 0 is none.</param>
    /// <param name="record">The whole record with its header.</param>
    /// <returns>False when it is another or wraps, or there is none; nothing is read then.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadLike(ulong header, out byte* record)
    {
        ulong offset = _position & _mask;
        ulong size = header >> 48;
        record = _data + offset;
        if (size > _end - _position || offset + size > _mask + 1 || *(ulong*)record != header || header == 0)
            return false;
        _position += size;
        return true;
    }

    /// <summary>Goes back before the record that <see cref="TryRead"/> gave last, so that who reads next gets it again.</summary>
    /// <param name="length">The <see cref="PerfBytes.Length"/> of that record; once for each record.</param>
    /// <exception cref="ArgumentOutOfRangeException">So much was not read since <see cref="Enter"/>.</exception>
    public void StepBack(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, HeaderSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)length, _position - Tail, nameof(length));
        _position -= (ulong)length;
    }

    /// <summary>Ends reading.</summary>
    /// <param name="commit">Whether to give the records that were read back to the kernel; otherwise the next reader gets them again.</param>
    /// <returns>How many bytes were given back.</returns>
    public long Leave(bool commit = true)
    {
        ulong tail = Tail;
        ulong taken = commit ? _position - tail : 0;
        if (taken != 0)
            Volatile.Write(ref *(ulong*)(_region.Pointer + TailOffset), _position); // Release: all reads are over before the kernel writes there.
        _region.DangerousRelease();
        Volatile.Write(ref _reading, 0);
        return (long)taken;
    }

    /// <summary>Unmaps the ring, at once or when who reads has left.</summary>
    public void Dispose() => _region.Dispose();

    // Acquire: the records are read after the position that covers them.
    private ulong Head => Volatile.Read(ref *(ulong*)(_region.Pointer + HeadOffset));

    private ulong Tail => Volatile.Read(ref *(ulong*)(_region.Pointer + TailOffset));
}
