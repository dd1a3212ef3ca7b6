using System.Runtime.CompilerServices;

namespace Sonde.Bpf;

/// <summary>The records that the buffers of a perf event array hold now, CPU after CPU. Made by <see cref="PerfBuffer{T}.Drain"/>.</summary>
/// <typeparam name="T">The layout of a record.</typeparam>
public readonly ref struct PerfDrain<T>
    where T : unmanaged
{
    private readonly PerfBufferSet _set;
    private readonly int _maxPerCpu;

    internal PerfDrain(PerfBufferSet set, int maxPerCpu)
    {
        _set = set;
        _maxPerCpu = maxPerCpu;
    }

    /// <summary>Starts the walk. Disposing it gives the records that were walked over back to the kernel.</summary>
    public Enumerator GetEnumerator() => new(_set, _maxPerCpu);

    /// <summary>Walks records in place.</summary>
    public unsafe ref struct Enumerator
    {
        private PerfWalk _walk;
        private T* _current;
        private ulong _like;

        internal Enumerator(PerfBufferSet set, int maxPerCpu) => _walk = new PerfWalk(set, maxPerCpu);

        /// <summary>The record.</summary>
        public readonly PerfRecord<T> Current => new(_walk.Buffer.Cpu, ref Unsafe.AsRef<T>(_current));

        /// <summary>Goes to the next record.</summary>
        /// <exception cref="InvalidDataException">A record is shorter than the type; it is passed over.</exception>
        /// <exception cref="InvalidOperationException">A buffer is being read by someone else, or a subscription or an asynchronous reader has the buffers.</exception>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            if (!_walk.TryMoveLike(_like, out byte* data))
                return MoveToOther();
            _current = (T*)data;
            return true;
        }

        /// <summary>Ends the walk.</summary>
        public void Dispose() => _walk.Dispose();

        // Of another length, around the end of the ring, in another buffer, or none.
        private bool MoveToOther()
        {
            _like = 0;
            if (!_walk.MoveNext(out ulong header))
                return false;
            _current = _walk.Buffer.View<T>(in _walk.Data);
            _like = header;
            return true;
        }
    }
}
