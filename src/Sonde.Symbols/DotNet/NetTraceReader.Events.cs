namespace Sonde.Symbols;

/// <content>The two forms of events in a block.</content>
internal sealed partial class NetTraceReader
{
    private delegate void BlobHandler(uint metadata, ulong timestamp, ReadOnlySpan<byte> payload);

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

    private void ReadEvents(ReadOnlySpan<byte> block, BlobHandler handle)
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

    private void ReadPlain(ref SpanReader reader, BlobHandler handle)
    {
        while (reader.Left > 0)
        {
            reader.Skip(4); // Size of the event, which its payload's size tells too.
            uint metadata = reader.UInt32() & int.MaxValue;
            uint sequence = reader.UInt32();
            reader.Skip(8); // Thread.
            ulong capturing = reader.UInt64();
            reader.Skip(4 + 4); // Processor, stack.
            ulong timestamp = reader.UInt64();
            reader.Skip(16 + 16); // Activity and related activity.
            int size = reader.Int32();
            if (metadata != 0)
                CountLost(capturing, sequence);
            handle(metadata, timestamp, reader.Take(size));
            reader.Skip(Math.Min(-size & 3, reader.Left));
        }
    }

    // Each header says only what differs from the one before it.
    private void ReadCompressed(ref SpanReader reader, BlobHandler handle)
    {
        uint metadata = 0;
        uint size = 0;
        uint sequence = 0;
        ulong capturing = 0;
        ulong timestamp = 0;
        while (reader.Left > 0)
        {
            var has = (Has)reader.Byte();
            if ((has & Has.Metadata) != 0)
                metadata = reader.VarUInt32() & int.MaxValue;
            if ((has & Has.Capture) != 0)
            {
                sequence = unchecked(sequence + reader.VarUInt32());
                capturing = reader.VarUInt64();
                reader.VarUInt32(); // Processor.
            }

            // An event that is no description of others counts, whether its header says so or not.
            if (metadata != 0)
                sequence = unchecked(sequence + 1);
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
            if (metadata != 0)
                CountLost(capturing, sequence);
            handle(metadata, timestamp, reader.Take(size));
        }
    }
}
