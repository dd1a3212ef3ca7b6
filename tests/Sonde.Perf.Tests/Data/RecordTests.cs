using System.Text;
using Sonde.Kernel;

namespace Sonde.Perf.Tests.Data;

/// <summary>Records of a recording that the test writes itself.</summary>
public sealed class RecordTests
{
    private const PerfSampleFields Plain = PerfSampleFields.InstructionPointer | PerfSampleFields.ThreadId | PerfSampleFields.Time;

    // What SampleIdAll puts at the end: process, thread, time.
    private static readonly byte[] Trailer = [7, 0, 0, 0, 8, 0, 0, 0, 99, 0, 0, 0, 0, 0, 0, 0];

    [Fact]
    public void A_sample_has_its_fields_in_the_order_of_the_kernel()
    {
        using Recording recording = new Recording(
            Plain | PerfSampleFields.Identifier | PerfSampleFields.Read | PerfSampleFields.CallChain | PerfSampleFields.Raw | PerfSampleFields.BranchStack
                | PerfSampleFields.UserRegisters | PerfSampleFields.UserStack | PerfSampleFields.WeightStruct | PerfSampleFields.DataSource
                | PerfSampleFields.Transaction | PerfSampleFields.InterruptRegisters | PerfSampleFields.PhysicalAddress | PerfSampleFields.Cgroup
                | PerfSampleFields.DataPageSize | PerfSampleFields.CodePageSize | PerfSampleFields.Aux,
            box => (box.Value.UserRegisters, box.Value.InterruptRegisters, box.Value.BranchSampleType, box.Value.ReadFormat) = (0b101, 0b1, 1 << 17, 8 | 4 | 1))
            .Add(
                PerfRecordType.Sample, 2,
                55ul, 0xaaul, 7, 8, 1000ul,
                2ul, 500ul, 1ul, 11ul, 2ul, 12ul,
                3ul, ulong.MaxValue - 511, 0x10ul, 0x20ul,
                4u, 0x12345678u,
                1ul, 77ul, 0x1ul, 0x2ul, 0x31ul,
                2ul, 0x701ul, 0x702ul,
                16ul, 1ul, 2ul, 8ul,
                0xbeeful, 0xdaul, 0x7aul,
                1ul, 0x99ul,
                0xaddul, 5ul, 4096ul, 8192ul,
                8ul, 0xa0ul);
        using PerfDataFile file = recording.Open();
        using PerfDataReader records = file.ReadRecords();
        Assert.True(records.TryRead(out PerfDataRecord record));
        PerfSample sample = record.AsSample();
        Assert.Equal((55ul, 0xaaul, 7, 8, 1000ul), (sample.Id, sample.InstructionPointer, sample.ProcessId, sample.ThreadId, sample.Time));
        Assert.Equal([2, 500, 1, 11, 2, 12], sample.ReadValues.ToArray());
        Assert.Equal([ulong.MaxValue - 511, 0x10, 0x20], sample.CallChain.ToArray());
        Assert.Equal(BitConverter.GetBytes(0x12345678u), sample.Raw);
        Assert.Equal((1, 0x1ul, 0x2ul, true, 3), (sample.Branches.Length, sample.Branches[0].From, sample.Branches[0].To, sample.Branches[0].IsMispredicted, sample.Branches[0].Cycles));
        Assert.Equal([0x701, 0x702], sample.UserRegisters.ToArray());
        Assert.Equal((2, 0b101ul), (sample.UserRegisterAbi, sample.UserRegisterMask));
        Assert.Equal(BitConverter.GetBytes(1ul), sample.UserStack);
        Assert.Equal((0xbeeful, 0xdaul, 0x7aul), (sample.Weight, sample.DataSource, sample.Transaction));
        Assert.Equal([0x99], sample.InterruptRegisters.ToArray());
        Assert.Equal((0xaddul, 5ul, 4096ul, 8192ul), (sample.PhysicalAddress, sample.Cgroup, sample.DataPageSize, sample.CodePageSize));
        Assert.Equal(BitConverter.GetBytes(0xa0ul), sample.Aux);
    }

    [Fact]
    public void A_kernel_thread_has_no_registers_and_no_stack()
    {
        using Recording recording = new Recording(Plain | PerfSampleFields.UserRegisters | PerfSampleFields.UserStack, box => box.Value.UserRegisters = 0b111)
            .Add(PerfRecordType.Sample, 1, 0xaaul, 7, 8, 1000ul, 0ul, 0ul);
        using PerfDataFile file = recording.Open();
        using PerfDataReader records = file.ReadRecords();
        Assert.True(records.TryRead(out PerfDataRecord record));
        Assert.Equal((0, 0, 0), (record.AsSample().UserRegisters.Length, record.AsSample().UserStack.Length, record.AsSample().UserRegisterAbi));
    }

    [Fact]
    public void A_mapping_has_a_build_id_or_an_inode()
    {
        byte[] id = [.. Enumerable.Range(1, 20).Select(i => (byte)i)];
        using Recording recording = new Recording(Plain)
            .Add(PerfRecordType.Mapping2, 2 | (1 << 14), 1, 2, 0x1000ul, 0x2000ul, 0x3000ul, new byte[] { 20, 0, 0, 0 }, id, 5u, 2u, "/lib/a\0\0"u8.ToArray(), Trailer)
            .Add(PerfRecordType.Mapping2, 2, 1, 2, 0x1000ul, 0x2000ul, 0x3000ul, 8u, 1u, 4711ul, 0ul, 5u, 2u, "/lib/b\0\0"u8.ToArray(), Trailer);
        using PerfDataFile file = recording.Open();
        using PerfDataReader records = file.ReadRecords();
        Assert.True(records.TryRead(out PerfDataRecord record));
        PerfMapping mapping = record.AsMapping();
        Assert.Equal((1, 2, 0x1000ul, 0x2000ul, 0x3000ul, 5u), (mapping.ProcessId, mapping.ThreadId, mapping.Start, mapping.Length, mapping.FileOffset, mapping.Protection));
        Assert.Equal(id, mapping.BuildId);
        Assert.Equal(("/lib/a", 0ul), (Encoding.UTF8.GetString(mapping.NameUtf8), mapping.Inode));
        Assert.Equal((7, 8, 99ul), (record.Identity.ProcessId, record.Identity.ThreadId, record.Identity.Time));
        Assert.True(records.TryRead(out record));
        mapping = record.AsMapping();
        Assert.Equal((8u, 1u, 4711ul, 0), (mapping.DeviceMajor, mapping.DeviceMinor, mapping.Inode, mapping.BuildId.Length));
    }

    [Fact]
    public void Names_tasks_symbols_and_losses_are_read()
    {
        using Recording recording = new Recording(Plain)
            .Add(PerfRecordType.Name, 1 << 13, 1, 2, "worker\0\0"u8.ToArray(), Trailer)
            .Add(PerfRecordType.Fork, 0, 1, 2, 3, 4, 5ul, Trailer)
            .Add(PerfRecordType.Exit, 0, 1, 2, 3, 4, 6ul, Trailer)
            .Add(PerfRecordType.KernelSymbol, 0, 0xff00ul, 64u, (ushort)1, (ushort)1, "bpf_prog"u8.ToArray(), new byte[8], Trailer)
            .Add(PerfRecordType.Lost, 0, 9ul, 10ul, Trailer)
            .Add(PerfRecordType.LostSamples, 0, 11ul, Trailer);
        using PerfDataFile file = recording.Open();
        using PerfDataReader records = file.ReadRecords();
        Assert.True(records.TryRead(out PerfDataRecord record));
        Assert.Equal(("worker", true, 2), (Encoding.UTF8.GetString(record.AsName().NameUtf8), record.AsName().IsExec, record.AsName().ThreadId));
        Assert.True(records.TryRead(out record));
        PerfTask task = record.AsTask();
        Assert.Equal((false, 1, 2, 3, 4, 5ul), (task.IsExit, task.ProcessId, task.ParentProcessId, task.ThreadId, task.ParentThreadId, task.Time));
        Assert.True(records.TryRead(out record));
        Assert.True(record.AsTask().IsExit);
        Assert.True(records.TryRead(out record));
        PerfKernelSymbol symbol = record.AsKernelSymbol();
        Assert.Equal((0xff00ul, 64u, true, "bpf_prog"), (symbol.Start, symbol.Length, symbol.IsRemoval, Encoding.UTF8.GetString(symbol.NameUtf8)));
        Assert.True(records.TryRead(out record));
        Assert.Equal((10ul, false), (record.AsLost().Count, record.AsLost().IsSamples));
        Assert.True(records.TryRead(out record));
        Assert.Equal((11ul, true), (record.AsLost().Count, record.AsLost().IsSamples));
        Assert.False(records.TryRead(out _));
    }

    [Fact]
    public void Unknown_records_are_passed_by()
    {
        using Recording recording = new Recording(Plain).Add((PerfRecordType)63, 0, 1ul, 2ul, 3ul).Add((PerfRecordType)4000, 0).Add(PerfRecordType.Sample, 2, 0xaaul, 7, 8, 1000ul);
        using PerfDataFile file = recording.Open();
        using PerfDataReader records = file.ReadRecords(PerfRecordOrder.File);
        Assert.True(records.TryRead(out PerfDataRecord record) && (uint)record.Type == 63);
        Assert.True(records.TryRead(out record) && (uint)record.Type == 4000);
        Assert.True(records.TryRead(out record) && record.AsSample().InstructionPointer == 0xaa);
    }

    [Fact]
    public void A_field_beyond_the_record_is_refused()
    {
        using Recording recording = new Recording(Plain | PerfSampleFields.CallChain).Add(PerfRecordType.Sample, 2, 0xaaul, 7, 8, 1000ul, 3ul, 1ul, 2ul);
        using PerfDataFile file = recording.Open();
        using PerfDataReader records = file.ReadRecords();
        Assert.True(records.TryRead(out PerfDataRecord record));
        PerfDataFormatException? refused = null;
        try
        {
            _ = record.AsSample().CallChain;
        }
        catch (PerfDataFormatException e)
        {
            refused = e;
        }

        Assert.Equal("file is corrupt: a record of type 9 needs 64 bytes, it has 56", refused?.Message);
    }

    [Fact]
    public void Records_of_several_CPUs_come_by_time()
    {
        using var recording = new Recording(Plain);
        ulong[][] rounds = [[30, 40, 10, 20], [50, 35, 45], [60, 55]];
        foreach (ulong[] round in rounds)
        {
            foreach (ulong time in round)
                recording.Add(PerfRecordType.Sample, 2, time * 2, 7, 8, time);
            recording.Add(PerfRecordType.FinishedRound, 0);
        }

        using PerfDataFile file = recording.Open();
        Assert.Equal([10, 20, 30, 35, 40, 45, 50, 55, 60], Times(file, PerfRecordOrder.Time, out long late));
        Assert.Equal(0, late);
        Assert.Equal([30, 40, 10, 20, 50, 35, 45, 60, 55], Times(file, PerfRecordOrder.File, out _));
    }

    [Fact]
    public void A_full_window_gives_its_older_half_and_counts_what_comes_late()
    {
        var window = new RecordWindow(1000);
        byte[] record = new byte[100];
        var taken = new List<int>();
        for (int i = 0; i < 10; i++)
        {
            record[8] = (byte)(10 - i);
            window.Add(record, (ulong)(10 - i));
            while (window.TryTake(out ReadOnlySpan<byte> next, out _))
                taken.Add(next[8]);
        }

        Assert.Equal([1, 2, 3, 4, 5], taken);
        window.End();
        while (window.TryTake(out ReadOnlySpan<byte> next, out _))
            taken.Add(next[8]);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], taken);
        Assert.True(window.IsEmpty);
    }

    [Fact]
    public void A_record_that_comes_rounds_too_late_is_given_and_counted()
    {
        using var recording = new Recording(Plain);
        foreach (ulong time in (ulong[])[30, 50, 60, 10])
            recording.Add(PerfRecordType.Sample, 2, time * 2, 7, 8, time).Add(PerfRecordType.FinishedRound, 0);
        using PerfDataFile file = recording.Open();
        Assert.Equal([30, 50, 10, 60], Times(file, PerfRecordOrder.Time, out long late));
        Assert.Equal(1, late);
    }

    [Fact]
    public void A_recording_whose_recorder_was_killed_is_read_to_its_end()
    {
        using var recording = new Recording(Plain);
        recording.Add(PerfRecordType.Sample, 2, 1ul, 7, 8, 10ul).Add(PerfRecordType.Sample, 2, 1ul, 7, 8, 20ul);
        byte[] bytes = recording.ToBytes();
        // The size of the records, which perf writes when it ends.
        bytes.AsSpan(48, 8).Clear();
        using PerfDataFile file = recording.Open(bytes);
        Assert.Equal([10, 20], Times(file, PerfRecordOrder.Time, out _));
    }

    [Fact]
    public void What_follows_the_record_of_tracepoints_is_passed_over_with_its_padding()
    {
        using var recording = new Recording(Plain);
        recording.Add(PerfRecordType.TracingData, 0, 5u, 0u).AddBytes(new byte[8]).Add(PerfRecordType.Sample, 2, 1ul, 7, 8, 10ul);
        using PerfDataFile file = recording.Open();
        Assert.Equal([10], Times(file, PerfRecordOrder.File, out _));
    }

    [Fact]
    public void Events_whose_ids_are_the_same_bytes_are_refused()
    {
        using var recording = new Recording(Plain);
        byte[] bytes = recording.ToBytes();
        const int Header = 104;
        // Three events, each of which claims the whole file for its ids.
        int size = bytes.Length - Header;
        byte[] large = [.. bytes, .. bytes[Header..], .. bytes[Header..]];
        BitConverter.TryWriteBytes(large.AsSpan(32), (ulong)(3 * size));
        for (int end = Header + size; end <= large.Length; end += size)
            BitConverter.TryWriteBytes(large.AsSpan(end - 8), (ulong)large.Length);
        Assert.Contains("ids of its events overlap", Assert.Throws<PerfDataFormatException>(() => recording.Open(large)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(1000, 1)]
    [InlineData(1000, 2)]
    [InlineData(1000, 7)]
    [InlineData(1000, 1000)]
    public void Held_records_are_sorted_by_time_and_those_of_one_time_stay_as_they_came(int count, int runs)
    {
        var random = new Random(count + runs);
        HeldRecord[] records = [.. Enumerable.Range(0, count).Select(i => new HeldRecord((ulong)random.Next(300), i, 0))];
        int length = Math.Max(1, count / runs);
        records = [.. records.Chunk(length).SelectMany(run => run.OrderBy(held => held.Time))];
        for (int i = 0; i < count; i++)
            records[i] = records[i] with { Start = i };
        HeldRecord[] expected = [.. records.OrderBy(held => held.Time)];
        Assert.Equal(expected, HeldRecord.Sort([.. records], new HeldRecord[count], count));
    }

    [Fact]
    public void Records_that_wait_over_many_rounds_keep_their_bytes()
    {
        using var recording = new Recording(Plain);
        var expected = new List<ulong>();
        for (ulong round = 1; round <= 50; round++)
        {
            for (ulong cpu = 0; cpu < 3; cpu++)
            {
                for (ulong i = 0; i < 20; i++)
                {
                    ulong time = (round * 1000) + (i * 60 * (cpu + 1)) + cpu;
                    recording.Add(PerfRecordType.Sample, 2, time * 2, 7, 8, time);
                    expected.Add(time);
                }
            }

            recording.Add(PerfRecordType.FinishedRound, 0);
        }

        using PerfDataFile file = recording.Open();
        using PerfDataReader records = file.ReadRecords();
        var times = new List<ulong>();
        while (records.TryRead(out PerfDataRecord record))
        {
            if (record.Type != PerfRecordType.Sample)
                continue;
            Assert.Equal(record.Time * 2, record.AsSample().InstructionPointer);
            times.Add(record.Time);
        }

        Assert.Equal(expected.Count, times.Count);
        if (records.LateRecords == 0)
            Assert.Equal(expected.Order(), times);
    }

    [Theory]
    [InlineData("PERFFILE", "format of 2009")]
    [InlineData("2ELIFREP", "big-endian")]
    [InlineData("ELFELFEL", "does not start with PERFILE2")]
    public void Other_files_are_refused_with_a_reason(string magic, string reason)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, [.. Encoding.ASCII.GetBytes(magic), .. new byte[200]]);
            Assert.Contains(reason, Assert.Throws<PerfDataFormatException>(() => PerfDataFile.Open(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static List<ulong> Times(PerfDataFile file, PerfRecordOrder order, out long late)
    {
        var times = new List<ulong>();
        using PerfDataReader records = file.ReadRecords(order);
        while (records.TryRead(out PerfDataRecord record))
        {
            if (record.Type == PerfRecordType.Sample)
                times.Add(record.Time);
        }

        late = records.LateRecords;
        return times;
    }
}
