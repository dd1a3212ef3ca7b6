namespace Sonde.Bpf;

/// <summary>What a map has of rings: the reader of a ring buffer, the writer of a user ring buffer, the buffers of a perf event array.</summary>
internal sealed class RingHoldings
{
    private readonly object _gate = new();
    private PerfBufferSet? _buffers;
    private bool _disposed;

    public Once<RingReader> Reader { get; } = new();

    public Once<UserRingWriter> Writer { get; } = new();

    /// <summary>Keeps the buffers of a perf event array, to be disposed with the map. The array has one place for each CPU, so there is one set.</summary>
    /// <exception cref="InvalidOperationException">There is a set already.</exception>
    /// <exception cref="ObjectDisposedException">The map was disposed.</exception>
    public void Keep(PerfBufferSet buffers)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, buffers.Map);
            if (_buffers is not null)
                throw new InvalidOperationException($"Perf event array {buffers.Map.Name} has open buffers already: others would silence them, so dispose them first.");
            _buffers = buffers;
        }
    }

    /// <summary>Lets others be opened; of no effect for buffers that are not kept.</summary>
    public void Forget(PerfBufferSet buffers)
    {
        lock (_gate)
        {
            if (_buffers == buffers)
                _buffers = null;
        }
    }

    public void Dispose()
    {
        Reader.Dispose();
        Writer.Dispose();
        PerfBufferSet? buffers;
        lock (_gate)
        {
            _disposed = true;
            buffers = _buffers;
        }

        buffers?.Dispose();
    }
}
