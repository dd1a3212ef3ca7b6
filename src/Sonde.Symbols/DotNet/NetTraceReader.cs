using System.Text;

namespace Sonde.Symbols;

/// <summary>Reads .NET events, the format <c>Nettrace</c> of version 4, which .NET Core 3 to 10 send, in pieces as they come.</summary>
/// <remarks>Stacks are skipped. The format is described in dotnet/diagnostics, <c>NetTraceFormat.md</c>.</remarks>
/// <param name="visit">Gets each event.</param>
internal sealed partial class NetTraceReader(NetTraceVisitor visit)
{
    private const byte NullReference = 1;
    private const byte BeginPrivateObject = 5;
    private const byte EndObject = 6;
    private const int MaxNameLength = 256;
    private const int MaxProviderLength = 1024;

    // A runtime describes some hundreds of events, and tells of its threads anew long before there are so many. All of them are held here.
    private const int MaxTypes = 1 << 14;
    private const int MaxThreads = 1 << 16;

    // The runtime sends blocks of some 100 KB.
    private const int MaxBlock = 64 << 20;

    private const int TraceSize = 48;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly Dictionary<uint, NetTraceEventType> _types = [];
    private readonly Dictionary<ulong, uint> _sequence = [];
    private long _position;
    private long _frequency = NanosecondsPerSecond;
    private bool _hasHeader;

    /// <summary>Whether the end of the trace was read.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>The process, by its number in its own pid namespace; 0 as long as the trace has not told.</summary>
    public int ProcessId { get; private set; }

    /// <summary>How many events the runtime made and could not send.</summary>
    public long Lost { get; private set; }

    /// <summary>Visits the events of a whole trace.</summary>
    /// <exception cref="NetTraceFormatException">The bytes are no such trace, or are damaged. Events before the damage were visited.</exception>
    public static void Read(ReadOnlySpan<byte> trace, NetTraceVisitor visit)
    {
        var reader = new NetTraceReader(visit);
        reader.Read(trace);
        reader.RequireEnd(trace.Length);
    }

    /// <summary>Throws if the trace was not read to its end.</summary>
    /// <param name="length">How many bytes came.</param>
    /// <exception cref="NetTraceFormatException">It was not.</exception>
    public void RequireEnd(long length)
    {
        if (!IsComplete)
            throw new NetTraceFormatException($"the trace is truncated: it ends at byte {length}");
    }

    /// <summary>Visits the events of what has come whole.</summary>
    /// <param name="bytes">What follows the bytes that were used before.</param>
    /// <returns>How many bytes were used; the rest has to come again with what follows it.</returns>
    /// <exception cref="NetTraceFormatException">The bytes are no such trace, or are damaged.</exception>
    public int Read(ReadOnlySpan<byte> bytes)
    {
        int used = 0;
        if (!_hasHeader)
        {
            used = ReadHeader(bytes);
            if (used == 0)
                return 0;
            _hasHeader = true;
        }

        while (!IsComplete && ReadObject(bytes[used..]) is var length and > 0)
            used += length;
        return used;
    }

    private int ReadHeader(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> magic = "Nettrace"u8;
        ReadOnlySpan<byte> version = "!FastSerialization.1"u8;
        if (!bytes.StartsWith(magic[..Math.Min(magic.Length, bytes.Length)]))
            throw new NetTraceFormatException("not a .NET event trace: it does not start with 'Nettrace'");
        int size = magic.Length + sizeof(int) + version.Length;
        if (bytes.Length < size)
            return 0;
        if (new SpanReader(bytes[magic.Length..]).Int32() != version.Length || !bytes[(size - version.Length)..].StartsWith(version))
            throw new NetTraceFormatException("a .NET event trace of another format: only version 4 can be read, ask for format 1");
        _position = size;
        return size;
    }

    // Its length, or 0 when it has not come whole.
    private int ReadObject(ReadOnlySpan<byte> bytes)
    {
        const int FixedSize = 3 + 8 + 4;
        if (bytes.IsEmpty)
            return 0;
        if (bytes[0] == NullReference)
        {
            IsComplete = true;
            return 1;
        }

        Require(bytes[0], BeginPrivateObject);
        if (bytes.Length < FixedSize)
            return 0;
        Require(bytes[1], BeginPrivateObject);
        Require(bytes[2], NullReference);
        // Then the version, and the oldest version that can read it.
        int nameLength = new SpanReader(bytes[11..]).Int32();
        if (nameLength is < 0 or > MaxNameLength)
            throw new NetTraceFormatException($"the trace is corrupt: a name has {nameLength} bytes");
        int content = FixedSize + nameLength + 1;
        if (bytes.Length < content + sizeof(int))
            return 0;
        Require(bytes[content - 1], EndObject);
        string type = Encoding.UTF8.GetString(bytes.Slice(FixedSize, nameLength));
        int start = content;
        int size = TraceSize;
        if (type != "Trace")
        {
            size = new SpanReader(bytes[content..]).Int32();
            if (size is < 0 or > MaxBlock)
                throw new NetTraceFormatException($"the trace is corrupt: a block has {size} bytes");
            // Blocks begin at multiples of 4 from the start of the trace.
            start += sizeof(int);
            start += (int)(-(_position + start) & 3);
        }

        if (bytes.Length < start + size + 1)
            return 0;
        ReadContent(type, bytes.Slice(start, size));
        Require(bytes[start + size], EndObject);
        _position += start + size + 1;
        return start + size + 1;
    }

    private void ReadContent(string type, ReadOnlySpan<byte> content)
    {
        switch (type)
        {
            case "Trace": ReadClock(content); break;
            case "MetadataBlock": ReadEvents(content, ReadMetadata); break;
            case "EventBlock": ReadEvents(content, Visit); break;
            case "SPBlock": ReadSequencePoint(content); break;
        }
    }

    private void ReadClock(ReadOnlySpan<byte> content)
    {
        var reader = new SpanReader(content);
        reader.Skip(16 + 8); // The date, and what the clock said then.
        long frequency = (long)reader.UInt64();
        if (frequency <= 0)
            throw new NetTraceFormatException($"the trace is corrupt: its clock ticks {frequency} times a second");
        _frequency = frequency;
        reader.Skip(4); // Size of a pointer.
        ProcessId = reader.Int32();
    }

    private void ReadMetadata(uint metadata, ulong timestamp, ReadOnlySpan<byte> payload)
    {
        var reader = new SpanReader(payload);
        uint number = reader.UInt32();
        string provider = reader.Utf16(MaxProviderLength + 1);
        if (provider.Length > MaxProviderLength)
            throw new NetTraceFormatException($"the trace is corrupt: a provider's name has more than {MaxProviderLength} characters");
        int id = reader.Int32();
        reader.Utf16(); // The event's name, which the runtime leaves empty for its own.
        reader.Skip(8); // Keywords.
        _types[number] = new NetTraceEventType(provider, id, reader.Int32());
        if (_types.Count > MaxTypes)
            throw new NetTraceFormatException($"the trace is corrupt: it describes more than {MaxTypes} events");
    }

    private void Visit(uint metadata, ulong timestamp, ReadOnlySpan<byte> payload)
    {
        if (!_types.TryGetValue(metadata, out NetTraceEventType? type))
            return;
        ulong time = _frequency == NanosecondsPerSecond ? timestamp : (ulong)((UInt128)timestamp * (UInt128)NanosecondsPerSecond / (UInt128)_frequency);
        visit(new NetTraceEvent(type, time, payload));
    }

    // Each thread numbers its events: what is missing in between the runtime had no room for.
    private void CountLost(ulong thread, uint sequence)
    {
        if (_sequence.TryGetValue(thread, out uint last) && sequence > last + 1)
            Lost += sequence - last - 1;
        _sequence[thread] = sequence;
        if (_sequence.Count > MaxThreads)
            throw new NetTraceFormatException($"the trace is corrupt: more than {MaxThreads} threads made events at one time");
    }

    private void ReadSequencePoint(ReadOnlySpan<byte> content)
    {
        var reader = new SpanReader(content);
        reader.Skip(8); // When.
        for (uint count = reader.UInt32(); count > 0; count--)
        {
            ulong thread = reader.UInt64();
            uint sequence = reader.UInt32();
            if (_sequence.TryGetValue(thread, out uint last) && sequence > last)
                Lost += sequence - last;
        }

        // Numbers of threads are used again after this.
        _sequence.Clear();
    }

    private void Require(byte tag, byte expected)
    {
        if (tag != expected)
            throw new NetTraceFormatException($"the trace is corrupt: tag {tag} after byte {_position} where {expected} is expected");
    }
}
