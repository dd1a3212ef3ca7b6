using System.Buffers.Binary;
using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>A BTF object in the kernel with the types of a map's key and value, for as long as it takes to create the map.</summary>
internal sealed unsafe class MapTypes : IDisposable
{
    private const uint KeyTypeOfPlain = 1;
    private const uint ValueTypeOfPlain = 3;

    private MapTypes(uint keyTypeId, uint valueTypeId)
    {
        KeyTypeId = keyTypeId;
        ValueTypeId = valueTypeId;
    }

    public FdHandle Fd { get; } = new();

    public uint KeyTypeId { get; }

    public uint ValueTypeId { get; }

    /// <summary>The types that a definition names or needs, or null.</summary>
    public static MapTypes? For(BpfMapOptions options)
    {
        if (options.TypesOf is { } map)
            return Of(map);
        return MapTypeFacts.IsStorage(options.Type) ? Plain(options.ValueSize) : null;
    }

    public void Dispose() => Fd.Dispose();

    private static MapTypes Of(BpfMap map)
    {
        BpfMapInfo info = map.GetInfo();
        if (info.BtfId == 0)
            throw new ArgumentException($"Map {map.Name} has no BTF types to take.", nameof(map));
        var types = new MapTypes(info.KeyTypeId, info.ValueTypeId);
        var attributes = new IdAttributes { Id = info.BtfId };
        return types.Own(BpfCall.Invoke(BpfCommand.BtfGetFdById, ref attributes), $"map {map.Name}");
    }

    // The kernel wants a 32-bit integer for the key and any type of the right size for the value: an array of bytes.
    private static MapTypes Plain(int valueSize)
    {
        ReadOnlySpan<uint> types =
        [
            1, 1u << 24, 4, 1u << 24 | 32, // 1: int "int", signed, 32 bits
            5, 1u << 24, 1, 8, // 2: int "byte", 8 bits
            0, 3u << 24, 0, 2, 1, (uint)valueSize, // 3: array of type 2, indexed by type 1
        ];
        ReadOnlySpan<byte> names = "\0int\0byte\0"u8;
        const int headerSize = 24;
        int typesSize = types.Length * sizeof(uint);
        Span<byte> btf = stackalloc byte[headerSize + typesSize + names.Length];
        btf.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(btf, 0xeb9f);
        btf[2] = 1; // version
        BinaryPrimitives.WriteUInt32LittleEndian(btf[4..], headerSize);
        BinaryPrimitives.WriteInt32LittleEndian(btf[12..], typesSize);
        BinaryPrimitives.WriteInt32LittleEndian(btf[16..], typesSize);
        BinaryPrimitives.WriteInt32LittleEndian(btf[20..], names.Length);
        for (int i = 0; i < types.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(btf[(headerSize + (i * sizeof(uint)))..], types[i]);
        names.CopyTo(btf[(headerSize + typesSize)..]);

        var made = new MapTypes(KeyTypeOfPlain, ValueTypeOfPlain);
        fixed (byte* start = btf)
        {
            var attributes = new BtfLoadAttributes { Btf = start, BtfSize = (uint)btf.Length };
            return made.Own(BpfCall.Invoke(BpfCommand.BtfLoad, ref attributes), "a storage map");
        }
    }

    private MapTypes Own(int result, string subject)
    {
        Fd.Own(result);
        if (!Fd.IsInvalid)
            return this;
        Dispose();
        throw BpfErrors.Failed("load types of", subject, (Errno)(-result), KernelFeatures.Bpf);
    }
}
