using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Perf.Tests.Data;

/// <summary>Writes small recordings of one event.</summary>
internal sealed class Recording : IDisposable
{
    private readonly List<byte> _records = [];
    private readonly string _path = System.IO.Path.GetTempFileName();
    private PerfEventAttributes _attributes;

    public Recording(PerfSampleFields fields, Action<PerfAttributesBox>? change = null)
    {
        var box = new PerfAttributesBox { Value = { SampleFields = fields, Size = 136, Flags = PerfEventFlags.SampleIdAll } };
        change?.Invoke(box);
        _attributes = box.Value;
    }

    public PerfDataFile Open() => Open(ToBytes());

    /// <summary>Opens what a test made of it.</summary>
    public PerfDataFile Open(byte[] bytes)
    {
        File.WriteAllBytes(_path, bytes);
        return PerfDataFile.Open(_path);
    }

    public Recording AddBytes(byte[] bytes)
    {
        _records.AddRange(bytes);
        return this;
    }

    public Recording Add(PerfRecordType type, ushort misc, params object[] values)
    {
        var body = new List<byte>();
        foreach (object value in values)
        {
            switch (value)
            {
                case ulong number: body.AddRange(BitConverter.GetBytes(number)); break;
                case uint number: body.AddRange(BitConverter.GetBytes(number)); break;
                case int number: body.AddRange(BitConverter.GetBytes(number)); break;
                case ushort number: body.AddRange(BitConverter.GetBytes(number)); break;
                case byte[] bytes: body.AddRange(bytes); break;
                default: throw new ArgumentException(value.GetType().Name);
            }
        }

        _records.AddRange(BitConverter.GetBytes((uint)type));
        _records.AddRange(BitConverter.GetBytes(misc));
        _records.AddRange(BitConverter.GetBytes((ushort)(8 + body.Count)));
        _records.AddRange(body);
        return this;
    }

    public byte[] ToBytes()
    {
        const int header = 104, attributes = 136;
        ulong[] words = [16 + attributes, header, 16 + attributes, header + 16 + attributes, (ulong)_records.Count, 0, 0, 0, 0, 0, 0, 0, 0];
        _attributes.Size = attributes;
        return
        [
            .. "PERFILE2"u8, .. BitConverter.GetBytes((ulong)header), .. MemoryMarshal.AsBytes<ulong>(words.AsSpan(0, 11)),
            .. MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref _attributes, 1)), .. new byte[16], .. _records,
        ];
    }

    public void Dispose() => File.Delete(_path);

    /// <summary>Attributes that a caller may change.</summary>
    public sealed class PerfAttributesBox
    {
        public PerfEventAttributes Value;
    }
}
