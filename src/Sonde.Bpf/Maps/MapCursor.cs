using System.Buffers;
using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>Walks a map and gives keys and values as bytes, in batches where the kernel can (5.6 and later, by map type).</summary>
/// <remarks>
/// An entry that is there during the whole walk is seen at least once by batches, and once unless keys are deleted meanwhile
/// by the walk key after key, which the kernel restarts when its key has gone; that walk is bounded by the size of the map.
/// </remarks>
internal sealed unsafe class MapCursor : IDisposable
{
    private const int FirstBatch = 256;
    private const int FirstBatchBytes = 1 << 20;

    private readonly BpfMap _map;
    private readonly int _keySize;
    private readonly int _valueSize;
    private readonly long _maxEntries;
    private readonly byte[] _token;
    private byte[] _keys;
    private byte[] _values;
    private int _capacity;
    private int _count;
    private int _index = -1;
    private bool _started;
    private bool _ended;
    private bool _keyByKey;
    private long _seen;

    public MapCursor(BpfMap map, bool keyByKey = false)
    {
        _map = map;
        _keySize = map.KeySize;
        _valueSize = map.ValueStride;
        _maxEntries = map.MaxEntries;
        _keyByKey = keyByKey;

        // Hash tables keep a bucket number here, other types may keep a key.
        _token = new byte[Math.Max(_keySize, sizeof(uint))];
        int most = Math.Clamp(FirstBatchBytes / Math.Max(_keySize + _valueSize, 1), 1, FirstBatch);
        _capacity = (int)Math.Min(most, Math.Max(_maxEntries, 1));
        _keys = ArrayPool<byte>.Shared.Rent(_capacity * _keySize);
        _values = ArrayPool<byte>.Shared.Rent(_capacity * _valueSize);
    }

    /// <summary>Whether the kernel gave batches; known after the first step.</summary>
    public bool IsBatched => !_keyByKey;

    /// <summary>How many entries the buffers hold: more than at first when a bucket did not fit.</summary>
    public int Capacity => _capacity;

    public ReadOnlySpan<byte> Key => _keys.AsSpan(_index * _keySize, _keySize);

    public Span<byte> Value => _values.AsSpan(_index * _valueSize, _valueSize);

    public bool MoveNext()
    {
        if (++_index < _count)
            return true;
        _index = 0;
        _count = 0;
        while (!_ended && _count == 0)
        {
            if (_keyByKey)
                ReadKey();
            else
                ReadBatch();
        }

        return _count > 0;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_keys);
        ArrayPool<byte>.Shared.Return(_values);
        _keys = [];
        _values = [];
        _ended = true;
        _count = 0;
    }

    private void ReadBatch()
    {
        int error = LookupBatch(out int count);
        switch (-error)
        {
            case 0:
                _started = true;
                _count = count;
                break;
            case (int)Errno.ENOENT: // The last entries, perhaps none.
                _count = count;
                _ended = true;
                break;
            case (int)Errno.ENOSPC: // The next bucket is larger than the buffer: ask again from the same place.
                Grow();
                break;
            case (int)Errno.EINVAL or (int)Errno.ENOTSUPP or (int)Errno.EOPNOTSUPP when !_started:
                _keyByKey = true;
                break;
            case (int)Errno.EAGAIN:
                break;
            default:
                throw _map.ElementFailure("iterate", error);
        }
    }

    private int LookupBatch(out int count)
    {
        using var lease = new HandleLease(_map.Fd);
        byte* next = stackalloc byte[_token.Length];
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
            int error = BpfCall.Invoke(BpfCommand.MapLookupBatch, ref attributes);
            count = (int)attributes.Count;
            if (error == 0)
                new ReadOnlySpan<byte>(next, _token.Length).CopyTo(_token);
            return error;
        }
    }

    private void Grow()
    {
        int capacity = checked(_capacity * 2);
        byte[] keys = ArrayPool<byte>.Shared.Rent(checked(capacity * _keySize));
        byte[] values = ArrayPool<byte>.Shared.Rent(checked(capacity * _valueSize));
        ArrayPool<byte>.Shared.Return(_keys);
        ArrayPool<byte>.Shared.Return(_values);
        _keys = keys;
        _values = values;
        _capacity = capacity;
    }

    private void ReadKey()
    {
        fixed (byte* token = _token, key = _keys, value = _values)
        {
            bool found = _seen++ < _maxEntries && _map.TryGetNextKey(_started ? token : null, key);
            if (!found)
            {
                _ended = true;
                return;
            }

            _started = true;
            new ReadOnlySpan<byte>(key, _keySize).CopyTo(_token);
            if (_map.TryLookup(key, value))
                _count = 1; // Otherwise it was deleted since; go on to the next key.
        }
    }
}
