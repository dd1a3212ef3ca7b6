using System.Runtime.InteropServices;
using System.Text;

namespace Sonde.Symbols.Tests.DotNet;

/// <summary>Writes a trace of events of methods, each in a block of its own, as those of several threads come.</summary>
internal sealed class NetTraceBuilder
{
    private const byte BeginPrivateObject = 5;
    private const byte EndObject = 6;
    private const byte NullReference = 1;
    private const uint Load = 1;
    private const uint Unload = 2;
    private const uint Listed = 3;

    private readonly List<byte> _bytes = [.. "Nettrace"u8, .. Bytes(20), .. "!FastSerialization.1"u8];
    private uint _sequence;

    public NetTraceBuilder(int pid)
    {
        Object("Trace", isBlock: false, [.. new byte[24], .. Bytes(1_000_000_000L), .. Bytes(8), .. Bytes(pid), .. Bytes(1), .. Bytes(0)]);
        Object("MetadataBlock", isBlock: true, [
            .. BlockHeader(), .. Metadata(Load, "Microsoft-Windows-DotNETRuntime", 143),
            .. Metadata(Unload, "Microsoft-Windows-DotNETRuntime", 144), .. Metadata(Listed, "Microsoft-Windows-DotNETRuntimeRundown", 144)]);
    }

    public NetTraceBuilder Loaded(long time, ulong start, uint size, string name) => Method(Load, time, start, size, name);

    public NetTraceBuilder Unloaded(long time, ulong start, uint size, string name) => Method(Unload, time, start, size, name);

    public NetTraceBuilder InList(long time, ulong start, uint size, string name) => Method(Listed, time, start, size, name);

    /// <summary>Describes events of a provider, one for each number.</summary>
    public NetTraceBuilder Described(string provider, uint count, uint first = 100)
    {
        var block = new List<byte>(BlockHeader());
        for (uint i = 0; i < count; i++)
            block.AddRange(Metadata(first + i, provider, 1));
        Object("MetadataBlock", isBlock: true, [.. block]);
        return this;
    }

    /// <summary>Events of so many threads, of which it is not known what they tell.</summary>
    public NetTraceBuilder FromThreads(int count)
    {
        var block = new List<byte>(BlockHeader());
        for (int i = 0; i < count; i++)
            block.AddRange(Event(uint.MaxValue >> 1, 1, [], thread: i));
        Object("EventBlock", isBlock: true, [.. block]);
        return this;
    }

    /// <summary>Says that all threads told of what they had.</summary>
    public NetTraceBuilder SequencePoint()
    {
        Object("SPBlock", isBlock: true, [.. Bytes(1L), .. Bytes(0)]);
        return this;
    }

    /// <summary>A trace without its end, as a process leaves it that was killed.</summary>
    public byte[] ToCutArray() => [.. _bytes];

    public byte[] ToArray() => [.. _bytes, NullReference];

    public Stream ToStream() => new MemoryStream(ToArray());

    private NetTraceBuilder Method(uint kind, long time, ulong start, uint size, string name)
    {
        byte[] payload = [.. new byte[16], .. Bytes(start), .. Bytes(size), .. Bytes(0), .. Bytes(0), .. Text("Shop"), .. Text(name), .. Text("void ()")];
        Object("EventBlock", isBlock: true, [.. BlockHeader(), .. Event(kind, time, payload)]);
        return this;
    }

    private byte[] Metadata(uint number, string provider, int id) =>
        Event(0, 0, [.. Bytes(number), .. Text(provider), .. Bytes(id), .. Text(""), .. Bytes(0L), .. Bytes(2), .. Bytes(5), .. Bytes(0)]);

    private byte[] Event(uint metadata, long time, byte[] payload, long thread = 1) => [
        .. Bytes(0), .. Bytes(metadata), .. Bytes(metadata == 0 ? 0 : ++_sequence), .. Bytes(thread), .. Bytes(thread), .. Bytes(0), .. Bytes(0), .. Bytes(time),
        .. new byte[32], .. Bytes(payload.Length), .. payload, .. new byte[-payload.Length & 3]];

    private void Object(string type, bool isBlock, byte[] content)
    {
        _bytes.AddRange([BeginPrivateObject, BeginPrivateObject, NullReference, .. Bytes(2), .. Bytes(2), .. Bytes(type.Length), .. Encoding.ASCII.GetBytes(type), EndObject]);
        if (isBlock)
        {
            _bytes.AddRange(Bytes(content.Length));
            _bytes.AddRange(new byte[-_bytes.Count & 3]);
        }

        _bytes.AddRange([.. content, EndObject]);
    }

    private static byte[] BlockHeader() => [20, 0, .. new byte[18]];

    private static byte[] Bytes<T>(T value)
        where T : unmanaged => MemoryMarshal.AsBytes([value]).ToArray();

    private static byte[] Text(string text) => [.. Encoding.Unicode.GetBytes(text), 0, 0];
}
