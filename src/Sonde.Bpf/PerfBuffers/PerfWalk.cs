using System.Runtime.CompilerServices;
using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>A walk over the samples of several buffers, one after the other; only the one that is read is held.</summary>
internal unsafe ref struct PerfWalk
{
    private readonly PerfBufferSet _set;
    private readonly int _maxPerCpu;
    private readonly int _last;
    private readonly IDisposable? _consumer;
    private int _index;
    private int _left;
    private long _walk;
    private PerfCpuBuffer? _buffer;

    /// <summary>The sample.</summary>
    public PerfBytes Data;

    public PerfWalk(PerfBufferSet set, int maxPerCpu)
        : this(set, 0, set.Buffers.Count, maxPerCpu)
    {
    }

    /// <summary>Over the buffers from one place to before another; for a consumer that has taken them, if it is given.</summary>
    public PerfWalk(PerfBufferSet set, int index, int end, int maxPerCpu, IDisposable? consumer = null)
    {
        _consumer = consumer;
        _set = set;
        _index = index - 1;
        _last = end - 1;
        _maxPerCpu = maxPerCpu;
    }

    public readonly PerfCpuBuffer Buffer => _buffer!;

    /// <summary>The next sample if it is as long as the last one of which <see cref="MoveNext"/> said so, and lies in one piece.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryMoveLike(ulong header, out byte* data)
    {
        if (_left > 0 && _buffer is not null && _buffer.TryReadLike(header, out data))
        {
            _left--;
            return true;
        }

        data = null;
        return false;
    }

    /// <summary>How many bytes were given back so far.</summary>
    public long Taken { get; private set; }

    /// <summary>Goes to the next sample.</summary>
    /// <param name="header">What <see cref="TryMoveLike"/> takes for more of the same length.</param>
    public bool MoveNext(out ulong header)
    {
        while (true)
        {
            if (_buffer is not null && _left-- > 0 && _buffer.TryReadSample(out Data, out header))
                return true;
            header = 0;
            Dispose();
            if (_index >= _last)
                return false;
            Enter(_set.Buffers[++_index]);
            _left = _maxPerCpu;
        }
    }

    public void Dispose()
    {
        if (_buffer is null)
            return;
        if (_buffer.Leave(_walk, out long taken))
            _set.Consumer.Leave(_consumer);
        Taken += taken;
        _buffer = null;
    }

    private void Enter(PerfCpuBuffer next)
    {
        _set.Consumer.Enter(_consumer);
        try
        {
            _walk = next.Enter();
        }
        catch
        {
            _set.Consumer.Leave(_consumer);
            throw;
        }

        _buffer = next;
    }
}
