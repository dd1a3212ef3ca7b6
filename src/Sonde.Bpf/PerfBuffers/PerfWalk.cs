using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>A walk over the samples of several buffers, one after the other; only the one that is read is held.</summary>
internal ref struct PerfWalk
{
    private readonly PerfBufferSet _set;
    private readonly int _maxPerCpu;
    private readonly int _last;
    private int _index;
    private int _left;
    private PerfCpuBuffer? _buffer;

    /// <summary>The sample.</summary>
    public PerfBytes Data;

    public PerfWalk(PerfBufferSet set, int maxPerCpu)
        : this(set, 0, set.Buffers.Count, maxPerCpu)
    {
    }

    /// <summary>Over one buffer.</summary>
    public PerfWalk(PerfBufferSet set, int index, int end, int maxPerCpu)
    {
        _set = set;
        _index = index - 1;
        _last = end - 1;
        _maxPerCpu = maxPerCpu;
    }

    public readonly PerfCpuBuffer Buffer => _buffer!;

    /// <summary>How many bytes were given back so far.</summary>
    public long Taken { get; private set; }

    public bool MoveNext()
    {
        while (true)
        {
            if (_buffer is not null && _left-- > 0 && _buffer.TryReadSample(out Data))
                return true;
            Dispose();
            if (_index >= _last)
                return false;
            PerfCpuBuffer next = _set.Buffers[++_index];
            next.Ring.Enter();
            _buffer = next;
            _left = _maxPerCpu;
        }
    }

    public void Dispose()
    {
        Taken += _buffer?.Ring.Leave() ?? 0;
        _buffer = null;
    }
}
