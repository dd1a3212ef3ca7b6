namespace Sonde.Symbols;

/// <summary>Takes a trace in pieces as they come, and holds of it what has not come whole.</summary>
/// <param name="reader">Reads what has.</param>
internal sealed class NetTraceBuffer(NetTraceReader reader)
{
    private const int First = 1 << 16;
    private const int Most = 128 << 20;

    private byte[] _buffer = new byte[First];
    private int _filled;

    /// <summary>Where the next piece goes; never empty.</summary>
    /// <exception cref="NetTraceFormatException">A block of it is larger than any that a runtime sends.</exception>
    public Memory<byte> Room()
    {
        if (_filled == _buffer.Length)
        {
            if (_buffer.Length >= Most)
                throw new NetTraceFormatException($"the trace is corrupt: it has a block of more than {Most} bytes");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        return _buffer.AsMemory(_filled);
    }

    /// <summary>Has what came into the room read.</summary>
    /// <param name="count">How many bytes came.</param>
    /// <exception cref="NetTraceFormatException">The bytes are no such trace, or are damaged.</exception>
    public void Take(int count)
    {
        _filled += count;
        int used = reader.Read(_buffer.AsSpan(0, _filled));
        _buffer.AsSpan(used, _filled - used).CopyTo(_buffer);
        _filled -= used;
    }
}
