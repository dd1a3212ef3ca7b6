using System.Buffers;

namespace Sonde.Bpf;

/// <summary>Walks a map and gives keys and values as bytes, in batches where the kernel can (5.6 and later, by map type).</summary>
/// <remarks>
/// <para>An entry that is there during the whole walk is seen at least once, and once unless <see cref="Restarts"/> says that the
/// kernel began anew: it goes from key to key in maps without batches, and has lost its place when a key has gone.</para>
/// <para>A short batch is not the end: only ENOENT is.</para>
/// </remarks>
internal sealed unsafe partial class MapCursor : IDisposable
{
    private const int FirstBatch = 256;
    private const int MostInBatch = 8192;
    private const int MostBytes = 1 << 20;

    // A walk that is restarted again and again by deletes ends here, and says that it is not complete.
    private const long Slack = 4096;

    private readonly BpfMap _map;
    private readonly int _keySize;
    private readonly int _valueSize;
    private readonly long _mostSteps;
    private readonly bool _take;
    private readonly bool _grows;
    private readonly byte[] _token;
    private byte[] _keys = [];
    private byte[] _values = [];
    private int _capacity;
    private int _count;
    private int _index = -1;
    private int _retries;
    private long _steps;
    private bool _started;
    private bool _ended;
    private bool _keyByKey;

    /// <param name="map">The map.</param>
    /// <param name="take">Whether to delete what is read, in one step with reading it where the kernel can.</param>
    /// <param name="keyByKey">Whether to walk as on a kernel without batches.</param>
    /// <param name="batch">How many entries to ask for at once; 0 for some at first and more in a map that has many.</param>
    public MapCursor(BpfMap map, bool take = false, bool keyByKey = false, int batch = 0)
    {
        _map = map;
        _keySize = map.KeySize;
        _valueSize = map.ValueStride;
        _mostSteps = (2L * map.MaxEntries) + Slack;
        _take = take;
        _keyByKey = keyByKey;
        _grows = batch == 0;

        // Hash tables keep a bucket number here, other types a key.
        _token = new byte[Math.Max(_keySize, sizeof(uint))];
        _order = map.Type == BpfMapType.LpmTrie ? new LpmOrder(_keySize) : null;
        Resize((int)Math.Min(Largest(batch == 0 ? FirstBatch : batch), Math.Max(map.MaxEntries, 1)));
    }

    /// <summary>Whether the kernel gave batches; known after the first step.</summary>
    public bool IsBatched => !_keyByKey;

    /// <summary>How many entries the buffers hold: more than at first when there were many, or a bucket did not fit.</summary>
    public int Capacity => _capacity;

    /// <summary>How often the kernel may have begun anew, so that entries were seen again.</summary>
    public int Restarts { get; private set; }

    /// <summary>Whether the walk has seen the end, and was not given up because deletes kept restarting it.</summary>
    public bool IsComplete { get; private set; }

    public ReadOnlySpan<byte> Key => _keys.AsSpan(_index * _keySize, _keySize);

    public Span<byte> Value => _values.AsSpan(_index * _valueSize, _valueSize);

    /// <summary>The keys of the batch.</summary>
    public Span<byte> Keys => _keys.AsSpan(0, _count * _keySize);

    /// <summary>The values of the batch.</summary>
    public Span<byte> Values => _values.AsSpan(0, _count * _valueSize);

    public bool MoveNext()
    {
        do
        {
            if (++_index >= _count && !MoveNextBatch())
                return false;
        }
        while (_order is not null && !IsForward());
        return true;
    }

    /// <summary>Reads the next batch, and stands on its first entry.</summary>
    public bool MoveNextBatch()
    {
        _index = 0;
        _count = 0;
        while (!_ended && _count == 0)
        {
            if (!_keyByKey)
                ReadBatch();
            else if (_take)
                TakeFirstKey();
            else
                ReadKey();
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

    private void End(bool complete)
    {
        _ended = true;
        IsComplete = complete;
    }

    private int Largest(int count) => Math.Clamp(MostBytes / Math.Max(_keySize + _valueSize, 1), 1, count);

    private void Resize(int capacity)
    {
        byte[] keys = ArrayPool<byte>.Shared.Rent(checked(capacity * _keySize));
        byte[] values = ArrayPool<byte>.Shared.Rent(checked(capacity * _valueSize));
        ArrayPool<byte>.Shared.Return(_keys);
        ArrayPool<byte>.Shared.Return(_values);
        _keys = keys;
        _values = values;
        _capacity = capacity;
    }
}
