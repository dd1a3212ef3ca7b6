using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Sonde.Bpf;

/// <summary>The records that a ring buffer holds now, in place. Made by <see cref="RingBuffer{T}.Drain()"/>; to be used in a <c>foreach</c>.</summary>
/// <typeparam name="T">The layout of a record.</typeparam>
public readonly ref struct RingDrain<T>
    where T : unmanaged
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
        private readonly byte* _data;
        private readonly ulong _mask;
        private ulong _end;
        private ulong _next;
        private byte* _current;
        private uint _lastLength;
        private ulong _lastSize;
        private readonly nuint _ahead;
        private readonly long _walk;

        // Inlined like all of this: a call that takes the address of this would keep its fields in memory, not in registers.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal Enumerator(RingReader reader, int maxRecords, long maxBytes, IDisposable? consumer, bool leavesShort = false)
        {
            _walk = reader.Enter(consumer);
            _reader = reader;
            _data = reader.Data;
            _mask = reader.Mask;
            _next = reader.Begin(maxRecords, maxBytes, leavesShort);
            _end = reader.Stop;
            _lastLength = uint.MaxValue; // No header has both the busy and the discard bit.
            _lastSize = 1;
            _ahead = reader.Ahead;
        }

        /// <summary>The record, in the ring itself: valid until the walk ends, which frees it.</summary>
        public readonly ref readonly T Current
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => ref Unsafe.AsRef<T>(_current);
        }

        /// <summary>Goes to the next record. Records that a program discarded are passed over.</summary>
        /// <returns>False when there is none, the budget is spent, or the next one is still being written.</returns>
        /// <exception cref="InvalidDataException">A record is shorter than the type; it is passed over.</exception>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            if (_next >= _end)
                return false;

            // Guessing that this record is as long as the last one takes the load of its length out of the chain from
            // header to header: the processor predicts the branch and goes on. Acquire: the data is read after the length.
            byte* header = _data + (_next & _mask);
            if (Sse.IsSupported)
                Sse.Prefetch0(header + _ahead); // The processor's own prefetching ends at each page, and each page is another place.
            if (Volatile.Read(ref *(uint*)header) == _lastLength)
            {
                _current = header + RingReader.HeaderSize;
                _next += _lastSize;
                _reader!.Position = _next;
                return true;
            }

            // By value, not by reference to this: the fields above stay in registers.
            RingStep step = _reader!.Step(_next, _lastSize);
            _next = step.Next;
            _reader!.Position = _next;
            _end = step.End;
            if (step.Record == null)
                return false;
            if (step.Length < (uint)sizeof(T))
            {
                _reader!.MeetShort(step.Next - step.Size, step.Length, hasGiven: _lastLength != uint.MaxValue, typeof(T).Name, sizeof(T));
                _end = 0;
                return false;
            }

            _current = step.Record;
            _lastLength = step.Length;
            _lastSize = step.Size;
            return true;
        }

        /// <summary>Gives the records that were walked over back to the kernel.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Dispose()
        {
            // One call: so the compiler can copy the end of a foreach out of the handler, and the caller's variables stay in registers.
            _reader?.End(_walk);
            Close();
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal readonly void Commit() => _reader?.Commit(_walk);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Abandon()
        {
            _reader?.Leave(_walk);
            Close();
        }

        // The memory may be gone from here on: MoveNext finds nothing, and Current is a null reference.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Close()
        {
            _reader = null;
            _end = 0;
            _current = null;
        }
    }
}
