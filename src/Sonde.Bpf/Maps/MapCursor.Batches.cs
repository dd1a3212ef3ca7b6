using Sonde.Kernel;

namespace Sonde.Bpf;

internal sealed unsafe partial class MapCursor
{
    private readonly LpmOrder? _order;
    private bool _wasFull;

    private void ReadBatch()
    {
        // The last batch was full: there are many. Its entries have been seen.
        if (_grows && _wasFull && _capacity < Largest(MostInBatch))
            Resize(Math.Min(_capacity * 4, Largest(MostInBatch)));

        int error = LookupBatch(out int count);
        _wasFull = count > _capacity / 2;
        switch (-error)
        {
            case 0 when count == 0: // The kernel has no such answer; taken as one, it would be asked for ever.
                End(complete: false);
                break;
            case (int)Errno.ENOENT: // The last entries, perhaps none.
                _count = count;
                End(complete: true);
                break;

            // After an error too: what came before it is there, and may be out of the map. The error comes again if it stays.
            case var _ when count > 0:
                Deliver(count);
                break;
            case (int)Errno.ENOSPC: // The next bucket is larger than the buffer: ask again from the same place.
                Resize(checked(_capacity * 2));
                break;
            case (int)Errno.EINVAL or (int)Errno.ENOTSUPP or (int)Errno.EOPNOTSUPP when !_started:
                _keyByKey = true;
                break;

            // A bucket was locked, or a key vanished three times while it was read.
            case (int)Errno.EBUSY or (int)Errno.EINTR or (int)Errno.EAGAIN when _retries++ < BpfMap.MostRetries:
                break;
            default:
                throw _map.ElementFailure("iterate", error);
        }
    }

    private void Deliver(int count)
    {
        _count = count;
        _started = true;
        _retries = 0;
        _steps += count;

        // Buckets come one after the other; a walk by keys can be thrown back for ever.
        if (_steps > _mostSteps && _order is not null)
            End(complete: false);
    }

    private int LookupBatch(out int count)
    {
        using var lease = new HandleLease(_map.Fd);
        byte* next = stackalloc byte[_token.Length];
        new Span<byte>(next, _token.Length).Fill(0xff); // No bucket has this number.
        fixed (byte* token = _token, keys = _keys, values = _values)
        {
            var attributes = new MapBatchAttributes
            {
                InBatch = _started ? token : null,
                OutBatch = next,
                Keys = keys,
                Values = values,
                Count = (uint)_capacity,
                MapFd = lease.Descriptor,
            };
            BpfCommand command = _take ? BpfCommand.MapLookupAndDeleteBatch : BpfCommand.MapLookupBatch;
            int error = BpfCall.InvokeOnce(command, ref attributes);

            // A call that was refused before it began leaves the count as it was, and the token. With other errors entries may
            // have come, and may have been deleted.
            bool written = error == 0 || attributes.Count < (uint)_capacity
                || new ReadOnlySpan<byte>(next, _token.Length).ContainsAnyExcept((byte)0xff);
            count = written ? (int)attributes.Count : 0;
            if (count > 0)
                new ReadOnlySpan<byte>(next, _token.Length).CopyTo(_token);
            return error;
        }
    }

    private bool IsForward()
    {
        if (_order!.IsBackward(Key))
            Restarts++;
        return _order.TryAdvance(Key);
    }
}
