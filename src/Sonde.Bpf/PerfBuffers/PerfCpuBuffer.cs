using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>The buffer of one CPU: a perf event and its mapped ring.</summary>
internal sealed unsafe class PerfCpuBuffer(int cpu, FdHandle perfEvent, PerfRing ring, int scratchSize) : IDisposable
{
    // struct perf_event_header { u32 type; u16 misc; u16 size; }, then for a sample { u32 size; char data[]; }.
    private const int SampleOffset = PerfRing.HeaderSize + sizeof(uint);

    // Of PERF_RECORD_LOST: { header; u64 id; u64 lost; }.
    private const int LostOffset = PerfRing.HeaderSize + sizeof(ulong);

    private readonly byte[] _scratch = GC.AllocateUninitializedArray<byte>(scratchSize, pinned: true);
    private long _lost;
    private long _walk;

    public int Cpu { get; } = cpu;

    public FdHandle Event { get; } = perfEvent;

    public PerfRing Ring { get; } = ring;

    /// <summary>How many records the kernel says it could not write.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Starts a walk.</summary>
    /// <returns>Its number, which ends it.</returns>
    /// <exception cref="InvalidOperationException">Someone else reads.</exception>
    /// <exception cref="ObjectDisposedException">The buffer was disposed.</exception>
    public long Enter()
    {
        Ring.Enter();
        return ++_walk;
    }

    /// <summary>Ends a walk and gives back what it read. A copy of one that has ended does nothing: the memory would be let go once more.</summary>
    /// <returns>Whether the walk was still there.</returns>
    public bool Leave(long walk, out long taken)
    {
        taken = 0;
        if (walk != _walk)
            return false;
        _walk++;
        taken = Ring.Leave();
        return true;
    }

    /// <summary>The data of the next sample if its header is the given one and it lies in one piece.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadLike(ulong header, out byte* data)
    {
        bool isLike = Ring.TryReadLike(header, out byte* record);
        data = record + SampleOffset;
        return isLike;
    }

    /// <summary>The data of the next sample; what is no sample is counted or passed over. To be called between Enter and Leave of the ring.</summary>
    /// <param name="data">The data.</param>
    /// <param name="header">The header, where it says how long the data is; else 0.</param>
    public bool TryReadSample(out PerfBytes data, out ulong header)
    {
        while (Ring.TryRead(out PerfBytes record))
        {
            header = *(ulong*)FirstByte(in record);
            var type = (PerfRecordType)(uint)header;
            if (type == PerfRecordType.Sample && record.Length >= SampleOffset)
            {
                uint size = record.Read<uint>(PerfRing.HeaderSize);
                if (size <= (uint)(record.Length - SampleOffset))
                {
                    data = record.Slice(SampleOffset, (int)size);
                    if (size != (uint)(record.Length - SampleOffset))
                        header = 0;
                    return true;
                }
            }
            else if (type == PerfRecordType.Lost && record.Length >= LostOffset + sizeof(ulong))
            {
                Volatile.Write(ref _lost, _lost + (long)record.Read<ulong>(LostOffset));
            }
        }

        data = default;
        header = 0;
        return false;
    }

    /// <summary>A sample as a value in place; one that wraps around the end of the ring is copied.</summary>
    public T* View<T>(in PerfBytes data)
        where T : unmanaged
    {
        if (data.Length < sizeof(T))
            PerfErrors.ThrowShortSample(Cpu, data.Length, typeof(T).Name, sizeof(T));
        return Place<T>(in data);
    }

    /// <summary>The same of a sample that is known to be long enough.</summary>
    public T* Place<T>(in PerfBytes data)
        where T : unmanaged
    {
        if (data.First.Length >= sizeof(T))
            return (T*)FirstByte(in data);
        data.Slice(0, sizeof(T)).CopyTo(_scratch);
        return (T*)Unsafe.AsPointer(ref _scratch[0]); // The array is pinned.
    }

    /// <summary>Goes back before the sample that was read last, whose only field is the raw data.</summary>
    public void StepBack(in PerfBytes data) => Ring.StepBack(SampleOffset + data.Length);

    public void Dispose()
    {
        Ring.Dispose();
        Event.Dispose();
    }

    // The ring's memory does not move.
    private static byte* FirstByte(in PerfBytes bytes)
        => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes.First));
}
