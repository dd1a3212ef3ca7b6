using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Perf.Tests.Data;

/// <summary>Records within compressed ones, which are one zstd stream.</summary>
public sealed partial class CompressedTests
{
    private const int RecordSize = 64;

    [Theory]
    [InlineData(PerfRecordType.Compressed)]
    [InlineData(PerfRecordType.Compressed2)]
    public void A_record_may_begin_in_one_and_end_in_the_next(PerfRecordType type)
    {
        byte[] packed = Compress(Records(1000));
        using var recording = new Recording(PerfSampleFields.ThreadId);
        foreach (byte[] piece in packed.Chunk(7))
            Add(recording, type, piece);
        using PerfDataFile file = recording.Open();
        using PerfDataReader reader = file.ReadRecords(PerfRecordOrder.File);
        for (int i = 0; i < 1000; i++)
            Assert.True(reader.TryRead(out PerfDataRecord record) && record.Type == PerfRecordType.Exit && record.AsTask().ProcessId == i);
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void A_stream_that_ends_within_a_record_is_truncated()
    {
        using var recording = new Recording(PerfSampleFields.ThreadId);
        Add(recording, PerfRecordType.Compressed, Compress(Records(3)[..^8]));
        Assert.Contains("end within a record", Fault(recording, expected: 2), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_zstd_stream_is_corrupt()
    {
        using var recording = new Recording(PerfSampleFields.ThreadId);
        Add(recording, PerfRecordType.Compressed, new byte[64]);
        Assert.Contains("zstd says", Fault(recording, expected: 0), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_that_grows_beyond_measure_is_refused()
    {
        // 256 MiB that are the same again and again.
        byte[] packed = Compress(Records(1 << 22, ofOneProcess: true));
        Assert.InRange(packed.Length, 1, 45_000);
        using var recording = new Recording(PerfSampleFields.ThreadId);
        Add(recording, PerfRecordType.Compressed, packed);
        Assert.Contains("compressed bytes became", Fault(recording, expected: null), StringComparison.Ordinal);
    }

    private static string Fault(Recording recording, int? expected)
    {
        using PerfDataFile file = recording.Open();
        using PerfDataReader reader = file.ReadRecords(PerfRecordOrder.File);
        int count = 0;
        string message = Assert.Throws<PerfDataFormatException>(() =>
        {
            while (reader.TryRead(out _))
                count++;
        }).Message;
        Assert.Equal(expected ?? count, count);
        return message;
    }

    private static void Add(Recording recording, PerfRecordType type, byte[] piece)
    {
        // The second form says how long its content is, and is padded.
        if (type == PerfRecordType.Compressed2)
            recording.Add(type, 0, (ulong)piece.Length, piece, new byte[-piece.Length & 7]);
        else
            recording.Add(type, 0, piece);
    }

    // PERF_RECORD_EXIT of processes 0, 1 and so on, made longer than it need be.
    private static byte[] Records(int count, bool ofOneProcess = false)
    {
        byte[] records = new byte[count * RecordSize];
        for (int i = 0; i < count; i++)
        {
            Span<int> words = MemoryMarshal.Cast<byte, int>(records.AsSpan(i * RecordSize, RecordSize));
            words[0] = (int)PerfRecordType.Exit;
            words[1] = RecordSize << 16;
            words[2] = ofOneProcess ? 0 : i;
        }

        return records;
    }

    private static unsafe byte[] Compress(byte[] bytes)
    {
        byte[] packed = new byte[1 << 20];
        fixed (byte* source = bytes)
        fixed (byte* target = packed)
            return packed[..(int)Compress(target, (nuint)packed.Length, source, (nuint)bytes.Length, 3)];
    }

    [LibraryImport("libzstd.so.1", EntryPoint = "ZSTD_compress")]
    private static unsafe partial nuint Compress(byte* target, nuint room, byte* source, nuint length, int level);
}
