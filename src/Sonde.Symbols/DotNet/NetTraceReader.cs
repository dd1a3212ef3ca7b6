using System.Text;

namespace Sonde.Symbols;

/// <summary>Reads a trace of .NET events, the format <c>Nettrace</c> of version 4, which .NET Core 3 to 10 send.</summary>
/// <remarks>Stacks are skipped. The format is described in dotnet/diagnostics, <c>NetTraceFormat.md</c>.</remarks>
internal sealed class NetTraceReader
{
    private const byte NullReference = 1;
    private const byte BeginPrivateObject = 5;
    private const byte EndObject = 6;
    private const int MaxNameLength = 256;

    private readonly ReadOnlyMemory<byte> _trace;
    private readonly NetTraceVisitor _visit;
    private readonly Dictionary<uint, NetTraceEventType> _types = [];
    private int _position;

    private NetTraceReader(ReadOnlyMemory<byte> trace, NetTraceVisitor visit)
    {
        _trace = trace;
        _visit = visit;
    }

    /// <summary>Visits the events of a whole trace.</summary>
    /// <exception cref="NetTraceFormatException">The bytes are no such trace, or are damaged. Events before the damage were visited.</exception>
    public static void Read(ReadOnlyMemory<byte> trace, NetTraceVisitor visit) => new NetTraceReader(trace, visit).Read();

    private void Read()
    {
        if (!Take("Nettrace"u8.Length).SequenceEqual("Nettrace"u8))
            throw new NetTraceFormatException("not a .NET event trace: it does not start with 'Nettrace'");
        if (!Name().SequenceEqual("!FastSerialization.1"u8))
            throw new NetTraceFormatException("a .NET event trace of another format: only version 4 can be read, ask for format 1");
        while (ReadObject())
        {
        }
    }

    private bool ReadObject()
    {
        byte tag = Take(1)[0];
        if (tag == NullReference)
            return false;
        Require(tag, BeginPrivateObject);
        Require(Take(1)[0], BeginPrivateObject);
        Require(Take(1)[0], NullReference);
        Take(8); // Version, and the oldest version that can read it.
        string type = Encoding.UTF8.GetString(Name());
        Require(Take(1)[0], EndObject);
        ReadContent(type);
        Require(Take(1)[0], EndObject);
        return true;
    }

    private void ReadContent(string type)
    {
        const int TraceSize = 48;
        if (type == "Trace")
        {
            Take(TraceSize);
            return;
        }

        int size = new SpanReader(Take(4)).Int32();
        if (size < 0)
            throw new NetTraceFormatException("the trace is corrupt: a block has a negative size");
        // Blocks begin at multiples of 4 from the start of the trace.
        Take(-_position & 3);
        ReadOnlySpan<byte> block = Take(size);
        switch (type)
        {
            case "MetadataBlock": ReadEvents(block, ReadMetadata); break;
            case "EventBlock": ReadEvents(block, Visit); break;
        }
    }

    private delegate void BlobHandler(uint metadata, ulong timestamp, ReadOnlySpan<byte> payload);

    private static void ReadEvents(ReadOnlySpan<byte> block, BlobHandler handle)
    {
        var header = new SpanReader(block);
        int size = header.Int16();
        bool isCompressed = (header.Int16() & 1) != 0;
        var reader = new SpanReader(block);
        reader.Skip(size);
        if (isCompressed)
            ReadCompressed(ref reader, handle);
        else
            ReadPlain(ref reader, handle);
    }

    private static void ReadPlain(ref SpanReader reader, BlobHandler handle)
    {
        while (reader.Left > 0)
        {
            reader.Skip(4); // Size of the event, which its payload's size tells too.
            uint metadata = reader.UInt32() & int.MaxValue;
            reader.Skip(4 + 8 + 8 + 4 + 4); // Sequence number, thread, capturing thread, processor, stack.
            ulong timestamp = reader.UInt64();
            reader.Skip(16 + 16); // Activity and related activity.
            int size = reader.Int32();
            handle(metadata, timestamp, reader.Take(size));
            reader.Skip(Math.Min(-size & 3, reader.Left));
        }
    }

    [Flags]
    private enum Has : byte
    {
        Metadata = 1,
        Capture = 2,
        Thread = 4,
        Stack = 8,
        Activity = 16,
        RelatedActivity = 32,
        PayloadSize = 128,
    }

    // Each header says only what differs from the one before it.
    private static void ReadCompressed(ref SpanReader reader, BlobHandler handle)
    {
        uint metadata = 0;
        uint size = 0;
        ulong timestamp = 0;
        while (reader.Left > 0)
        {
            var has = (Has)reader.Byte();
            if ((has & Has.Metadata) != 0)
                metadata = reader.VarUInt32() & int.MaxValue;
            if ((has & Has.Capture) != 0)
            {
                reader.VarUInt32();
                reader.VarUInt64();
                reader.VarUInt32();
            }

            if ((has & Has.Thread) != 0)
                reader.VarUInt64();
            if ((has & Has.Stack) != 0)
                reader.VarUInt32();
            timestamp = unchecked(timestamp + reader.VarUInt64());
            if ((has & Has.Activity) != 0)
                reader.Skip(16);
            if ((has & Has.RelatedActivity) != 0)
                reader.Skip(16);
            if ((has & Has.PayloadSize) != 0)
                size = reader.VarUInt32();
            handle(metadata, timestamp, reader.Take(size));
        }
    }

    private void ReadMetadata(uint metadata, ulong timestamp, ReadOnlySpan<byte> payload)
    {
        var reader = new SpanReader(payload);
        uint number = reader.UInt32();
        string provider = reader.Utf16();
        int id = reader.Int32();
        reader.Utf16(); // The event's name, which the runtime leaves empty for its own.
        reader.Skip(8); // Keywords.
        _types[number] = new NetTraceEventType(provider, id, reader.Int32());
    }

    private void Visit(uint metadata, ulong timestamp, ReadOnlySpan<byte> payload)
    {
        if (_types.TryGetValue(metadata, out NetTraceEventType? type))
            _visit(new NetTraceEvent(type, timestamp, payload));
    }

    private ReadOnlySpan<byte> Name()
    {
        int length = new SpanReader(Take(4)).Int32();
        return length is >= 0 and <= MaxNameLength
            ? Take(length)
            : throw new NetTraceFormatException($"the trace is corrupt: a name has {length} bytes");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _trace.Length - _position)
            throw new NetTraceFormatException($"the trace is truncated: it ends at byte {_trace.Length}");
        ReadOnlySpan<byte> taken = _trace.Span.Slice(_position, count);
        _position += count;
        return taken;
    }

    private void Require(byte tag, byte expected)
    {
        if (tag != expected)
            throw new NetTraceFormatException($"the trace is corrupt: tag {tag} at byte {_position - 1} where {expected} is expected");
    }
}
