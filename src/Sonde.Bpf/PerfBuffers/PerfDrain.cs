using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>The records that the buffers of a perf event array hold now, CPU after CPU, as bytes. Made by <see cref="PerfBuffer.Drain"/>.</summary>
public readonly ref struct PerfDrain
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
    public ref struct Enumerator
    {
        private PerfWalk _walk;
        private ulong _like;

        internal Enumerator(PerfBufferSet set, int maxPerCpu) => _walk = new PerfWalk(set, maxPerCpu);

        /// <summary>The record.</summary>
        public readonly PerfRecord Current => new(_walk.Buffer.Cpu, _walk.Data);

        /// <summary>Goes to the next record.</summary>
        /// <exception cref="InvalidOperationException">A buffer is being read by someone else, or a subscription or an asynchronous reader has the buffers.</exception>
        public unsafe bool MoveNext()
        {
            if (!_walk.TryMoveLike(_like, out byte* data))
                return _walk.MoveNext(out _like);
            _walk.Data = new PerfBytes(data, _walk.Data.Length);
            return true;
        }

        /// <summary>Ends the walk.</summary>
        public void Dispose() => _walk.Dispose();
    }
}
