using System.Runtime.InteropServices;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

/// <summary>A ring whose records begin with a tag, as its generated types read it.</summary>
[Trait("Matrix", "guest")]
public sealed class TaggedRingTests : IDisposable
{
    private readonly TaggedRing _bpf = TaggedRing.Open();

    public TaggedRingTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        _bpf.Load();
    }

    public void Dispose() => _bpf.Dispose();

    [Fact]
    public void Each_record_has_the_type_of_its_tag()
    {
        _bpf.Programs.WriteEach.TestRun();
        List<string> seen = [];
        foreach (TaggedRing.EventsRecord record in _bpf.Maps.Events.Drain())
        {
            switch (record.Kind)
            {
                case TaggedRing.EventsKind.Opened:
                    seen.Add($"{record.Opened.Kind} {record.Opened.Pid} {record.Opened.Path}");
                    break;
                case TaggedRing.EventsKind.Closed:
                    ref readonly TaggedRing.Closed closed = ref record.Closed;
                    seen.Add($"closed {closed.Fd} {closed.When}");
                    break;
                case TaggedRing.EventsKind.Read:
                    seen.Add($"read {string.Join(' ', TaggedRing.Read.GetSizes(record.Bytes)[..(int)record.Read.Count].ToArray())}");
                    break;
                default:
                    seen.Add("unknown");
                    break;
            }
        }

        Assert.Equal(["Opened 7 /etc/passwd", "closed -3 1099511627776", "read 10 20 30"], seen);
        Assert.Equal(0, _bpf.Maps.Events.Untyped.Backlog);
        Assert.Equal(0, _bpf.Maps.Events.Lost);
    }

    [Fact]
    public void A_tag_that_was_not_declared_is_no_known_kind_and_has_its_bytes()
    {
        _bpf.Bss.Undeclared = 1;
        _bpf.Programs.WriteEach.TestRun();
        List<(uint Kind, ulong Payload)> unknown = [];
        foreach (TaggedRing.EventsRecord record in _bpf.Maps.Events.Drain())
        {
            if (!Enum.IsDefined(record.Kind))
                unknown.Add(((uint)record.Kind, MemoryMarshal.Read<ulong>(record.Bytes[8..])));
        }

        Assert.Equal([(99u, 0x1122ul)], unknown);
    }

    [Fact]
    public void A_record_is_not_read_as_another_type()
    {
        _bpf.Programs.WriteEach.TestRun();
        string? message = null;
        foreach (TaggedRing.EventsRecord record in _bpf.Maps.Events.Drain(maxRecords: 1))
        {
            try
            {
                _ = record.Closed.Fd;
            }
            catch (InvalidOperationException e)
            {
                message = e.Message;
            }
        }

        Assert.Equal("The record has tag 1; Closed is that of tag 2.", message);
        Assert.NotEqual(0, _bpf.Maps.Events.Untyped.Backlog);
    }

    [Fact]
    public void A_record_shorter_than_the_type_of_its_tag_is_passed_over_with_an_exception()
    {
        _bpf.Bss.ShortRecord = 1;
        _bpf.Programs.WriteEach.TestRun();
        int read = 0;
        var fault = Assert.Throws<InvalidDataException>(() => Count(ref read));
        Assert.StartsWith("Ring buffer events held a record of 8 bytes, too short for Closed with 16", fault.Message, StringComparison.Ordinal);
        Assert.Equal(3, read);
        Assert.Equal(0, _bpf.Maps.Events.Untyped.Backlog);
    }

    [Fact]
    public void A_record_shorter_than_a_tag_is_passed_over_with_an_exception()
    {
        _bpf.Bss.ShorterThanTag = 1;
        _bpf.Programs.WriteEach.TestRun();
        int read = 0;
        var fault = Assert.Throws<InvalidDataException>(() => Count(ref read));
        Assert.StartsWith("Ring buffer events held a record of 1 bytes, too short for a tag with 4", fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, _bpf.Maps.Events.Untyped.Backlog);
    }

    [Fact]
    public async Task A_subscription_is_called_with_each_record()
    {
        List<TaggedRing.EventsKind> kinds = [];
        var all = new TaskCompletionSource();
        using RingSubscription subscription = _bpf.Maps.Events.Subscribe(record =>
        {
            kinds.Add(record.Kind);
            if (kinds.Count == 3)
                all.SetResult();
        });
        _bpf.Programs.WriteEach.TestRun();
        await all.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal([TaggedRing.EventsKind.Opened, TaggedRing.EventsKind.Closed, TaggedRing.EventsKind.Read], kinds);
    }

    [Fact]
    public async Task A_subscription_ends_with_a_record_that_is_too_short()
    {
        _bpf.Bss.ShortRecord = 1;
        using RingSubscription subscription = _bpf.Maps.Events.Subscribe(_ => { });
        _bpf.Programs.WriteEach.TestRun();
        await Assert.ThrowsAsync<InvalidDataException>(() => subscription.Completion.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        Write(100);
        long sum = Sum();
        Assert.True(sum > 0);
        Write(500);
        long before = GC.GetAllocatedBytesForCurrentThread();
        sum = Sum();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(500 * (7 + 3 + 3), sum);
    }

    private void Write(int times)
    {
        for (int i = 0; i < times; i++)
            _bpf.Programs.WriteEach.TestRun();
        Assert.Equal(0, _bpf.Maps.Events.Lost);
    }

    private long Sum()
    {
        long sum = 0;
        foreach (TaggedRing.EventsRecord record in _bpf.Maps.Events.Drain())
        {
            sum += record.Kind switch
            {
                TaggedRing.EventsKind.Opened => record.Opened.Pid,
                TaggedRing.EventsKind.Closed => -record.Closed.Fd,
                _ => record.Read.Count,
            };
        }

        return sum;
    }

    private void Count(ref int read)
    {
        foreach (TaggedRing.EventsRecord _ in _bpf.Maps.Events.Drain())
            read++;
    }
}
