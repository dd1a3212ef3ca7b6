using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Perf;

/// <summary>An event that was recorded: what was asked for, and the ids by which its records name it.</summary>
public sealed class PerfDataEvent
{
    // PERF_ATTR_SIZE_VER0: what every perf writes.
    internal const int SmallestSize = 64;

    private readonly PerfEventAttributes _attributes;

    private PerfDataEvent(in PerfEventAttributes attributes, ulong[] ids)
    {
        _attributes = attributes;
        Ids = ids;
        Layout = new SampleLayout(attributes);
    }

    /// <summary>What was asked of the kernel. Fields that the recording perf did not know are zero, those newer than this struct are left out.</summary>
    public ref readonly PerfEventAttributes Attributes => ref _attributes;

    /// <summary>The ids of the event, one for each CPU or thread; empty where the recording has one event only.</summary>
    public IReadOnlyList<ulong> Ids { get; }

    /// <summary>The event as it was asked for, with its modifiers: <c>cpu-clock:u</c>; null where the recording does not say, as one from a pipe.</summary>
    public string? Name { get; internal set; }

    internal SampleLayout Layout { get; }

    internal static unsafe PerfDataEvent Parse(ReadOnlySpan<byte> attributes, ReadOnlySpan<byte> ids)
    {
        PerfEventAttributes parsed = default;
        var known = new Span<byte>(&parsed, sizeof(PerfEventAttributes));
        attributes[..Math.Min(attributes.Length, known.Length)].CopyTo(known);
        return new PerfDataEvent(parsed, MemoryMarshal.Cast<byte, ulong>(ids).ToArray());
    }

    /// <summary>Reads PERF_RECORD_HEADER_ATTR, in which the attributes say their own size and ids take the rest.</summary>
    internal static PerfDataEvent Parse(ReadOnlySpan<byte> record)
    {
        ReadOnlySpan<byte> body = record[PerfDataRecord.HeaderSize..];
        uint size = body.Length < SmallestSize ? 0 : Unsafe.ReadUnaligned<uint>(ref Unsafe.AsRef(in body[4]));
        return size < SmallestSize || size > (uint)body.Length
            ? throw new PerfDataFormatException($"file is corrupt: a record of an event has {body.Length} bytes, its attributes claim {size}")
            : Parse(body[..(int)size], body[(int)size..]);
    }
}
