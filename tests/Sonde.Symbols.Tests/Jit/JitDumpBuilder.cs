using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Sonde.Symbols.Tests.Jit;

/// <summary>Writes a jitdump of either byte order.</summary>
internal sealed class JitDumpBuilder
{
    private readonly List<byte> _bytes = [];
    private readonly bool _isBigEndian;

    public JitDumpBuilder(bool isBigEndian = false)
    {
        _isBigEndian = isBigEndian;
        UInt32(0x4a695444).UInt32(1).UInt32(40).UInt32(62).UInt32(0).UInt32(4711).UInt64(1).UInt64(0);
    }

    public byte[] ToArray() => [.. _bytes];

    public JitDumpBuilder Load(ulong time, ulong address, ulong size, ulong index, string name) =>
        Record(0, time, b => b.UInt32(1).UInt32(2).UInt64(address).UInt64(address).UInt64(size).UInt64(index).Text(name).Code(size));

    public JitDumpBuilder Move(ulong time, ulong from, ulong to, ulong size, ulong index) =>
        Record(1, time, b => b.UInt32(1).UInt32(2).UInt64(to).UInt64(from).UInt64(to).UInt64(size).UInt64(index));

    public JitDumpBuilder Lines(ulong address, params (ulong Address, uint Line, string File)[] lines) => Record(2, 0, b =>
    {
        b.UInt64(address).UInt64((ulong)lines.Length);
        foreach ((ulong at, uint line, string file) in lines)
            b.UInt64(at).UInt32(line).UInt32(7).Text(file);
    });

    public JitDumpBuilder Unwinding(byte[] info) => Record(4, 0, b =>
    {
        b.UInt64((ulong)info.Length).UInt64(4).UInt64(0);
        b._bytes.AddRange(info);
    });

    public JitDumpBuilder Record(uint kind, ulong time, Action<JitDumpBuilder> content)
    {
        int start = _bytes.Count;
        UInt32(kind).UInt32(0).UInt64(time);
        content(this);
        Put(CollectionsMarshal.AsSpan(_bytes)[(start + 4)..], (uint)(_bytes.Count - start));
        return this;
    }

    public JitDumpBuilder UInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        Put(bytes, value);
        _bytes.AddRange(bytes);
        return this;
    }

    public JitDumpBuilder UInt64(ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        if (_isBigEndian)
            BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        else
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        _bytes.AddRange(bytes);
        return this;
    }

    // A file of "\xff" is that of the line before.
    private JitDumpBuilder Text(string text)
    {
        _bytes.AddRange(Encoding.Latin1.GetBytes(text));
        _bytes.Add(0);
        return this;
    }

    private JitDumpBuilder Code(ulong size)
    {
        _bytes.AddRange(new byte[size]);
        return this;
    }

    private void Put(Span<byte> place, uint value)
    {
        if (_isBigEndian)
            BinaryPrimitives.WriteUInt32BigEndian(place, value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(place, value);
    }
}
