using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfMap
{
    // An interrupted batch goes on from where it stopped; one that never gets further is a fault.
    internal const int MostRetries = 100;

    private volatile bool _noUpdateBatch;
    private volatile bool _noDeleteBatch;

    /// <summary>Sets many values, as bytes, in batches where the kernel can and else one by one.</summary>
    /// <param name="keys">The keys, one after the other.</param>
    /// <param name="values">As many values of <see cref="ValueStride"/> bytes.</param>
    /// <param name="mode">
    /// Whether the keys may or must exist. The kernel has no batches for modes other than <see cref="BpfUpdate.Any"/> and
    /// <see cref="BpfUpdate.Locked"/>.
    /// </param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    /// <exception cref="BpfBatchException">The kernel refused part of the way; the exception says how many were done.</exception>
    public void UpdateBatch(ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values, BpfUpdate mode = BpfUpdate.Any)
    {
        int count = RequireKeys(keys.Length);
        if (values.Length != (long)count * ValueStride)
        {
            throw new ArgumentException(
                $"{count} keys were given for map {Name}; their values have {(long)count * ValueStride} bytes, not {values.Length}.");
        }

        fixed (byte* keyPointer = keys, valuePointer = values)
            UpdateMany(keyPointer, valuePointer, count, mode);
    }

    /// <summary>Deletes many keys, in batches where the kernel can and else one by one.</summary>
    /// <param name="keys">The keys, one after the other.</param>
    /// <returns>How many of them were in the map.</returns>
    /// <exception cref="ArgumentException">The length is no multiple of <see cref="KeySize"/>.</exception>
    /// <exception cref="BpfBatchException">The kernel refused part of the way; the exception says how many were done.</exception>
    public int DeleteBatch(ReadOnlySpan<byte> keys)
    {
        int count = RequireKeys(keys.Length);
        fixed (byte* keyPointer = keys)
            return DeleteMany(keyPointer, count);
    }

    /// <summary>Whether updates and deletes go one by one: the kernel has no batches for this type, or a test says so.</summary>
    internal bool IsWithoutBatches
    {
        get => _noUpdateBatch && _noDeleteBatch;
        set => _noUpdateBatch = _noDeleteBatch = value;
    }

    internal void UpdateMany(byte* keys, byte* values, int count, BpfUpdate mode)
    {
        int done = 0;
        int retries = 0;
        bool batched = !_noUpdateBatch && (mode & ~BpfUpdate.Locked) == 0;
        while (done < count && batched)
        {
            byte* key = At(keys, done, _keySize);
            byte* value = At(values, done, ValueStride);
            int error = Batch(BpfCommand.MapUpdateBatch, key, value, count - done, (ulong)mode, out int moved);
            done += moved;
            if (IsNoBatch(error))
                batched = !(_noUpdateBatch = true);
            else if (error < 0 && !(IsInterrupted(error) && retries++ < MostRetries))
                throw new BpfBatchException(ElementFailure("update", error, (ulong)mode), done, count);
        }

        for (; done < count; done++)
        {
            int error = Element(BpfCommand.MapUpdateElement, At(keys, done, _keySize), At(values, done, ValueStride), (ulong)mode);
            if (error < 0)
                throw new BpfBatchException(ElementFailure("update", error, (ulong)mode), done, count);
        }
    }

    internal int DeleteMany(byte* keys, int count)
    {
        int done = 0;
        int missing = 0;
        int retries = 0;
        while (done < count && !_noDeleteBatch)
        {
            int error = Batch(BpfCommand.MapDeleteBatch, At(keys, done, _keySize), null, count - done, 0, out int moved);
            done += moved;
            if (IsNoBatch(error))
            {
                _noDeleteBatch = true;
            }
            else if (error == -(int)Errno.ENOENT)
            {
                // The kernel stops at a key that is not there; it is as good as deleted.
                done++;
                missing++;
            }
            else if (error < 0 && !(IsInterrupted(error) && retries++ < MostRetries))
            {
                throw new BpfBatchException(ElementFailure("delete from", error), done, count);
            }
        }

        for (; done < count; done++)
        {
            int error = Element(BpfCommand.MapDeleteElement, At(keys, done, _keySize), null, 0);
            if (error == -(int)Errno.ENOENT)
                missing++;
            else if (error < 0)
                throw new BpfBatchException(ElementFailure("delete from", error), done, count);
        }

        return count - missing;
    }

    internal static bool IsNoBatch(int error) => error is -(int)Errno.ENOTSUPP or -(int)Errno.EOPNOTSUPP;

    internal static bool IsInterrupted(int error) => error is -(int)Errno.EINTR or -(int)Errno.EAGAIN;

    private int Batch(BpfCommand command, byte* keys, byte* values, int count, ulong flags, out int moved)
    {
        using var lease = new HandleLease(Fd);
        var attributes = new MapBatchAttributes
        {
            Keys = keys,
            Values = values,
            Count = (uint)count,
            MapFd = lease.Descriptor,
            ElementFlags = flags,
        };
        int error = BpfCall.InvokeOnce(command, ref attributes);

        // A call that was refused before it began leaves the count as it was.
        moved = error >= 0 || attributes.Count < (uint)count ? (int)attributes.Count : 0;
        return error;
    }

    private int RequireKeys(int length)
    {
        if (_keySize == 0 || length % _keySize != 0)
            throw new ArgumentException($"Keys of map {Name} have {_keySize} bytes, {length} were given.");
        return length / _keySize;
    }

    private static byte* At(byte* start, int index, int size) => start + ((long)index * size);
}
