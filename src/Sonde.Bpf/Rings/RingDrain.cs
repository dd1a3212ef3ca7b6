namespace Sonde.Bpf;

/// <summary>The records that a ring buffer holds now, as bytes in place. Made by <see cref="RingBuffer.Drain"/>; to be used in a <c>foreach</c>.</summary>
public readonly ref struct RingDrain
{
    private readonly RingReader _reader;

    internal RingDrain(RingReader reader) => _reader = reader;

    /// <summary>Starts the walk and keeps other consumers out until it is disposed.</summary>
    /// <exception cref="InvalidOperationException">The ring is being drained by someone else.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public Enumerator GetEnumerator() => new(_reader);

    /// <summary>Walks records in place. Disposing gives those that were walked over back to the kernel.</summary>
    public unsafe ref struct Enumerator
    {
        private RingReader? _reader;
        private readonly ulong _end;
        private ulong _next;
        private RingStep _step;

        internal Enumerator(RingReader reader)
        {
            reader.Enter();
            _reader = reader;
            _next = reader.ConsumerPosition;
            _end = reader.ProducerPosition;
        }

        /// <summary>The bytes of the record, in the ring itself: valid until the walk ends, which frees them.</summary>
        public readonly ReadOnlySpan<byte> Current => new(_step.Record, (int)_step.Length);

        /// <summary>Goes to the next record. Records that a program discarded are passed over.</summary>
        /// <returns>False when there is none, or the next one is still being written.</returns>
        public bool MoveNext()
        {
            _step = _reader!.Step(_next, _end);
            _next = _step.Next;
            return _step.Record != null;
        }

        /// <summary>Gives the records that were walked over back to the kernel.</summary>
        public void Dispose()
        {
            _reader?.Leave(_next);
            _reader = null;
        }
    }
}
