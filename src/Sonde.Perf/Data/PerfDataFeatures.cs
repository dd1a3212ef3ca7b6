using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Sonde.Perf;

/// <summary>The optional sections that perf writes behind the records of a file when it ends: a bit for each in the header, and their places in that order.</summary>
/// <remarks>They tell what is nice to know, so one that is damaged is as one that is not there.</remarks>
internal sealed class PerfDataFeatures
{
    // HEADER_BUILD_ID and HEADER_EVENT_DESC of perf's util/header.h.
    private const int BuildIdFeature = 2;
    private const int EventFeature = 12;
    private const int FirstFeature = 1;
    private const int PlaceSize = 16;
    private const int LargestSection = 16 << 20;

    // struct perf_record_header_build_id: header, pid, 20 bytes of id with its size behind them, path.
    private const int BuildIdStart = 12;
    private const int BuildIdSizeAt = 32;
    private const int BuildIdPath = 36;
    private const int LongestBuildId = 20;
    private const ushort HasSizeBit = 1 << 15;

    private readonly SafeFileHandle _handle;
    private readonly ReadOnlyMemory<byte> _bits;
    private readonly long _places;

    /// <param name="handle">The file.</param>
    /// <param name="bits">The bits of the header; empty where there are none.</param>
    /// <param name="places">Where in the file the places of the sections are.</param>
    public PerfDataFeatures(SafeFileHandle handle, ReadOnlyMemory<byte> bits, long places)
    {
        _handle = handle;
        _bits = bits;
        _places = places;
    }

    /// <summary>The names of the events in their order; fewer than there are where the file does not say.</summary>
    public List<string> ReadEventNames()
    {
        var names = new List<string>();
        ReadOnlySpan<byte> section = Read(EventFeature);
        if (!TryTake(ref section, out uint count) || !TryTake(ref section, out uint attributesSize))
            return names;
        for (uint i = 0; i < count && section.Length >= attributesSize; i++)
        {
            section = section[(int)attributesSize..];
            if (!TryTake(ref section, out uint ids) || !TryTake(ref section, out uint length) || length > section.Length)
                break;
            names.Add(Text(section[..(int)length]));
            section = section[(int)length..];
            if ((ulong)ids * sizeof(ulong) > (ulong)section.Length)
                break;
            section = section[((int)ids * sizeof(ulong))..];
        }

        return names;
    }

    /// <summary>The build ids of files by their paths, lower-case hexadecimal.</summary>
    public Dictionary<string, string> ReadBuildIds()
    {
        var ids = new Dictionary<string, string>();
        ReadOnlySpan<byte> section = Read(BuildIdFeature);
        while (section.Length >= BuildIdPath)
        {
            int size = BinaryPrimitives.ReadUInt16LittleEndian(section[6..]);
            if (size < BuildIdPath || size > section.Length)
                break;
            bool hasSize = (BinaryPrimitives.ReadUInt16LittleEndian(section[4..]) & HasSizeBit) != 0;
            int length = hasSize ? Math.Min((int)section[BuildIdSizeAt], LongestBuildId) : LongestBuildId;
            ids[Text(section[BuildIdPath..size])] = Convert.ToHexString(section.Slice(BuildIdStart, length)).ToLowerInvariant();
            section = section[size..];
        }

        return ids;
    }

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    private static bool TryTake(ref ReadOnlySpan<byte> section, out uint value)
    {
        if (!BinaryPrimitives.TryReadUInt32LittleEndian(section, out value))
            return false;
        section = section[sizeof(uint)..];
        return true;
    }

    private bool Has(int feature) => feature / 8 < _bits.Length && (_bits.Span[feature / 8] & (1 << (feature % 8))) != 0;

    private ReadOnlySpan<byte> Read(int feature)
    {
        if (!Has(feature))
            return default;
        long place = _places;
        for (int before = FirstFeature; before < feature; before++)
            place += Has(before) ? PlaceSize : 0;
        Span<byte> bytes = stackalloc byte[PlaceSize];
        long length = RandomAccess.GetLength(_handle);
        if (place < 0 || place > length || RandomAccess.Read(_handle, bytes, place) != PlaceSize)
            return default;
        ulong start = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        if (size > LargestSection || start > (ulong)length || size > (ulong)length - start)
            return default;
        byte[] section = new byte[(int)size];
        return section.AsSpan(0, Math.Max(RandomAccess.Read(_handle, section, (long)start), 0));
    }
}
