namespace Sonde.Bpf;

/// <summary>The records that a ring buffer holds now, as bytes in place. Made by <see cref="RingBuffer.Drain()"/>; to be used in a <c>foreach</c>.</summary>
public readonly ref struct RingDrain
{
    private readonly RingReader _reader;
    private readonly int _maxRecords;
    private readonly long _maxBytes;
    private readonly IDisposable? _consumer;

    internal RingDrain(RingReader reader, int maxRecords, long maxBytes, IDisposable? consumer = null)
    {
        _reader = reader;
        _maxRecords = maxRecords;
        _maxBytes = maxBytes;
        _consumer = consumer;
    }

    /// <summary>Starts the walk and keeps other consumers out until it is disposed.</summary>
    /// <exception cref="InvalidOperationException">The ring has another consumer: someone drains it, or a subscription or an asynchronous reader has it.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public Enumerator GetEnumerator() => new(_reader, _maxRecords, _maxBytes, _consumer);

    /// <summary>Walks records in place. Disposing gives those that were walked over back to the kernel.</summary>
    public unsafe ref struct Enumerator
    {
        private RingReader? _reader;
        private ulong _next;
        private int _left;
        private RingStep _step;
        private readonly long _walk;

        internal Enumerator(RingReader reader, int maxRecords, long maxBytes, IDisposable? consumer)
        {
            _walk = reader.Enter(consumer);
            _reader = reader;
            _next = reader.Begin(int.MaxValue, maxBytes);
            _left = maxRecords;
        }

        /// <summary>The bytes of the record, in the ring itself: valid until the walk ends, which frees them.</summary>
        public readonly ReadOnlySpan<byte> Current => new(_step.Record, (int)_step.Length);

        /// <summary>Goes to the next record. Records that a program discarded are passed over.</summary>
        /// <returns>False when there is none, the budget is spent, or the next one is still being written.</returns>
        public bool MoveNext()
        {
            if (_left-- <= 0)
                return false;
            _step = _reader!.Step(_next, lastSize: 1);
            _next = _step.Next;
            _reader.Position = _next;
            return _step.Record != null;
        }

        /// <summary>Gives the records that were walked over back to the kernel.</summary>
        public void Dispose()
        {
            _reader?.End(_walk);

            // The memory may be gone from here on: MoveNext finds nothing, and Current is empty.
            _reader = null;
            _left = 0;
            _step = default;
        }
    }
}
