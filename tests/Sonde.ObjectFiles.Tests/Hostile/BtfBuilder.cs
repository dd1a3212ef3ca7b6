using System.Buffers.Binary;
using System.Text;

namespace Sonde.ObjectFiles.Tests.Hostile;

/// <summary>Writes BTF that no compiler would.</summary>
internal sealed class BtfBuilder
{
    private readonly List<byte> _types = [];
    private readonly List<byte> _names = [0];
    private int _count;

    public int Add(BtfKind kind, string name, uint sizeOrType, params uint[] trailer) =>
        AddRaw((uint)kind << 24, AddName(name), sizeOrType, trailer);

    public int AddRaw(uint info, uint nameOffset, uint sizeOrType, params uint[] trailer)
    {
        foreach (uint word in (uint[])[nameOffset, info, sizeOrType, .. trailer])
            _types.AddRange(BitConverter.GetBytes(word));
        return ++_count;
    }

    public int AddInt() => Add(BtfKind.Int, "int", 4, (1 << 24) | 32);

    public int AddStruct(string name, uint size, params (string Name, int Type, uint BitOffset)[] members) =>
        AddRaw(((uint)BtfKind.Struct << 24) | (uint)members.Length, AddName(name), size,
            [.. members.SelectMany(m => (uint[])[AddName(m.Name), (uint)m.Type, m.BitOffset])]);

    public uint AddName(string name)
    {
        if (name.Length == 0)
            return 0;
        uint offset = (uint)_names.Count;
        _names.AddRange(Encoding.UTF8.GetBytes(name));
        _names.Add(0);
        return offset;
    }

    public byte[] Build()
    {
        byte[] data = new byte[24 + _types.Count + _names.Count];
        uint[] header = [0x0001eb9f, 24, 0, (uint)_types.Count, (uint)_types.Count, (uint)_names.Count];
        for (int i = 0; i < header.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(i * 4), header[i]);
        _types.CopyTo(data, 24);
        _names.CopyTo(data, 24 + _types.Count);
        return data;
    }

    public Btf Parse() => Btf.Parse(Build());
}
