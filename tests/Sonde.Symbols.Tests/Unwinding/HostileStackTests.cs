using System.Diagnostics;
using Sonde.ObjectFiles;
using Sonde.Perf;

namespace Sonde.Symbols.Tests.Unwinding;

/// <summary>Walks over broken stacks with broken registers, and what good ones allocate.</summary>
public sealed class HostileStackTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-stacks-").FullName;
    private readonly UnwindModules _modules = new();
    private readonly Unwinder _unwinder = new();
    private readonly UnwoundFrame[] _frames = new UnwoundFrame[512];
    private readonly List<Sampled> _stacks = [];

    public HostileStackTests()
    {
        Recorder.RequirePerf();
        string recording = Recorder.Record(_folder, 500, Recorder.Build(_folder, "frames.c", "gcc"), "1");
        new RecordedStacks(_modules).Read(recording, (AddressSpace code, PerfSample _, in FrameRegisters registers, in StackCopy stack) =>
            _stacks.Add(new Sampled(code, registers, stack.Start, Bytes(stack))));
        Assert.True(_stacks.Count > 100);
    }

    public void Dispose()
    {
        _modules.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Broken_stacks_and_registers_end_every_walk()
    {
        var random = new Random(9);
        var ends = new HashSet<UnwindEnd>();
        for (int round = 0; round < 20_000; round++)
        {
            Sampled good = _stacks[random.Next(_stacks.Count)];
            FrameRegisters registers = good.Registers;
            byte[] bytes = (byte[])good.Bytes.Clone();
            for (int i = round % 4; i >= 0; i--)
            {
                ulong value = Hostile(random, good);
                switch (random.Next(4))
                {
                    case 0: registers.ProgramCounter = value; break;
                    case 1: registers.Set(random.Next(17), value); break;
                    default: BitConverter.TryWriteBytes(bytes.AsSpan(random.Next(Math.Min(bytes.Length, 1024) - 8) & ~7), value); break;
                }
            }

            ReadOnlySpan<byte> copy = round % 5 == 0 ? bytes.AsSpan(0, random.Next(bytes.Length)) : bytes;
            long start = Stopwatch.GetTimestamp();
            ends.Add(_unwinder.Unwind(good.Code, in registers, new StackCopy(copy, good.StackPointer), _frames, out int count));
            Assert.InRange(count, 1, _frames.Length);
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(1), $"round {round}");
        }

        // Each of them came up, so each was reached.
        Assert.Superset(
            new HashSet<UnwindEnd> { UnwindEnd.Outermost, UnwindEnd.StackTooShort, UnwindEnd.NotMapped, UnwindEnd.BadRule, UnwindEnd.BadFramePointer, UnwindEnd.Loop }, ends);
    }

    [Fact]
    public void A_walk_allocates_nothing_once_its_modules_are_known()
    {
        WalkAll();
        long before = GC.GetAllocatedBytesForCurrentThread();
        int frames = WalkAll();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(frames > _stacks.Count * 3);
    }

    private int WalkAll()
    {
        int frames = 0;
        foreach (Sampled stack in _stacks)
        {
            FrameRegisters registers = stack.Registers;
            _unwinder.Unwind(stack.Code, in registers, new StackCopy(stack.Bytes, stack.StackPointer), _frames, out int count);
            frames += count;
        }

        return frames;
    }

    private static ulong Hostile(Random random, Sampled good) => random.Next(7) switch
    {
        0 => 0,
        1 => ulong.MaxValue - (ulong)random.Next(16),
        2 => good.StackPointer + (ulong)random.Next(-64, 4096),
        3 => good.StackPointer + ((ulong)random.Next(0, 64) * 8),
        4 => (ulong)random.NextInt64(),
        5 => good.Registers.ProgramCounter + (ulong)random.Next(-4096, 4096),
        _ => BitConverter.ToUInt64(good.Bytes, random.Next(good.Bytes.Length - 8) & ~7),
    };

    private static byte[] Bytes(StackCopy stack)
    {
        byte[] bytes = new byte[stack.Length & ~7];
        for (int i = 0; i < bytes.Length; i += 8)
        {
            stack.TryRead(stack.Start + (ulong)i, out ulong value);
            BitConverter.TryWriteBytes(bytes.AsSpan(i), value);
        }

        return bytes;
    }

    private sealed record Sampled(AddressSpace Code, FrameRegisters Registers, ulong StackPointer, byte[] Bytes);
}
