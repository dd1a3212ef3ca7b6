using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

/// <summary>Programs that are run without being attached: how users test their own.</summary>
public sealed class TestRunTests : IDisposable
{
    private const uint XdpAborted = 0;
    private const uint XdpPass = 2;
    private const uint XdpTransmit = 3;
    private const uint TrafficOk = 0;
    private const uint TrafficShot = 2;
    private const int MarkOffset = 8; // of struct __sk_buff
    private readonly Packets _packets = Packets.Open();

    public TestRunTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        _packets.Programs.AddInPlace.AutoLoad = KernelVersion.Current.IsAtLeast(5, 14);
        _packets.Load();
    }

    public void Dispose() => _packets.Dispose();

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_packet_comes_back_as_the_program_left_it()
    {
        byte[] frame = UdpFrame(port: 4000);
        byte[] left = new byte[frame.Length];

        BpfTestRunResult run = _packets.Programs.Reflect.TestRun(new BpfTestRun { Data = frame, DataOut = left });

        Assert.Equal((XdpTransmit, frame.Length), (run.ReturnValue, run.DataLength));
        Assert.Equal(frame[..6], left[6..12]);
        Assert.Equal(frame[6..12], left[..6]);
        Assert.Equal(frame[12..], left[12..]);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_packet_that_grows_says_by_how_much()
    {
        byte[] frame = UdpFrame(port: 4000);
        byte[] left = new byte[frame.Length + 4];

        BpfTestRunResult run = _packets.Programs.Encapsulate.TestRun(new BpfTestRun { Data = frame, DataOut = left });

        Assert.Equal((XdpPass, frame.Length + 4), (run.ReturnValue, run.DataLength));
        Assert.Equal([0x12, 0x34, 0x56, 0x78, .. frame], left);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_buffer_that_is_too_small_says_what_is_needed()
    {
        byte[] frame = UdpFrame(port: 4000);

        var e = Assert.Throws<BpfException>(
            () => _packets.Programs.Encapsulate.TestRun(new BpfTestRun { Data = frame, DataOut = new byte[frame.Length] }));

        Assert.Equal(Errno.ENOSPC, e.Errno);
        Assert.Equal($"The program left a packet of {frame.Length + 4} bytes and DataOut has {frame.Length}.", e.Remedy);
    }

    [Theory]
    [InlineData(53, TrafficShot, 0u)]
    [InlineData(4000, TrafficOk, 4000u)]
    [Trait("Matrix", "guest")]
    public void A_classifier_decides_by_port_and_marks_the_context(int port, uint verdict, uint mark)
    {
        byte[] context = new byte[192];
        byte[] contextLeft = new byte[192];

        BpfTestRunResult run = _packets.Programs.FilterUdp.TestRun(
            new BpfTestRun { Data = UdpFrame(port), Context = context, ContextOut = contextLeft });

        Assert.Equal(verdict, run.ReturnValue);
        Assert.Equal(mark, BinaryPrimitives.ReadUInt32LittleEndian(contextLeft.AsSpan(MarkOffset)));
        Assert.Equal(verdict == TrafficShot ? 1ul : 0, _packets.Bss.Dropped);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_repeated_run_runs_that_often_and_is_timed()
    {
        const int times = 1000;

        BpfTestRunResult run = _packets.Programs.FilterUdp.TestRun(new BpfTestRun { Data = UdpFrame(53), Repeat = times });

        Assert.Equal((ulong)times, _packets.Bss.Dropped);
        Assert.Equal(TrafficShot, run.ReturnValue);
        Assert.True(run.Nanoseconds > 0);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_raw_tracepoint_program_gets_its_arguments()
        => Assert.Equal(42u, _packets.Programs.Add.TestRun(MemoryMarshal.AsBytes<ulong>([40, 2])));

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_raw_tracepoint_program_runs_on_the_CPU_that_is_asked_for()
    {
        foreach (int cpu in CpuSet.Online)
            Assert.Equal((uint)cpu, _packets.Programs.Cpu.TestRun(new BpfTestRun { Cpu = cpu }).ReturnValue);

        var e = Assert.Throws<BpfException>(() => _packets.Programs.Cpu.TestRun(new BpfTestRun { Cpu = 8000 }));
        Assert.Equal("CPU 8000 is not online.", e.Remedy);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_syscall_program_changes_its_context_in_place()
    {
        TestKernel.RequireVersion(5, 14);
        ulong[] sum = [40, 2, 0];
        ulong[] left = new ulong[3];

        BpfTestRunResult run = _packets.Programs.AddInPlace.TestRun(new BpfTestRun
        {
            Context = MemoryMarshal.AsBytes<ulong>(sum),
            ContextOut = MemoryMarshal.AsBytes<ulong>(left),
        });

        Assert.Equal(7u, run.ReturnValue);
        Assert.Equal([40, 2, 42], left);
        Assert.Equal([40, 2, 0], sum);
        Assert.Equal(7u, _packets.Programs.AddInPlace.TestRun(MemoryMarshal.AsBytes<ulong>([40, 2, 0])));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Live_frames_need_5_18()
    {
        byte[] frame = UdpFrame(port: 4000);

        if (!KernelVersion.Current.IsAtLeast(5, 18))
        {
            var old = Assert.Throws<BpfException>(() => _packets.Programs.Reflect.TestRun(new BpfTestRun { Data = frame, LiveFrames = true }));
            Assert.Contains("of kernel 5.18", old.Remedy, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(XdpAborted, _packets.Programs.Reflect.TestRun(new BpfTestRun { Data = frame, LiveFrames = true, Repeat = 4, BatchSize = 2 }).ReturnValue);
        var e = Assert.Throws<BpfException>(() => _packets.Programs.Reflect.TestRun(new BpfTestRun { Data = frame, BatchSize = 2 }));
        Assert.Contains("go with live frames only", e.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_program_that_cannot_be_run_so_says_it()
    {
        var e = Assert.Throws<BpfException>(() => _packets.Programs.NotRunnable.Program.TestRun());

        Assert.Contains("runs no programs of type Tracepoint", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Input_that_does_not_fit_is_explained()
    {
        var packet = Assert.Throws<BpfException>(() => _packets.Programs.FilterUdp.TestRun(new BpfTestRun { Data = new byte[13] }));
        var data = Assert.Throws<BpfException>(() => _packets.Programs.Add.TestRun(new BpfTestRun { Data = new byte[64] }));

        Assert.Equal("A packet has at least 14 bytes, its Ethernet header; Data has 13.", packet.Remedy);
        Assert.Contains("takes a context and a CPU, and no packet", data.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_allocates_nothing()
    {
        byte[] frame = UdpFrame(port: 4000);
        BpfProgram program = _packets.Programs.Reflect;
        program.TestRun(new BpfTestRun { Data = frame });
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 1000; i++)
            program.TestRun(new BpfTestRun { Data = frame });

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // Ethernet, IPv4 and UDP headers and 8 bytes of data.
    private static byte[] UdpFrame(int port)
    {
        byte[] frame = new byte[14 + 20 + 8 + 8];
        for (int i = 0; i < 12; i++)
            frame[i] = (byte)(i + 1);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), 0x0800);
        frame[14] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(16), 36);
        frame[22] = 64;
        frame[23] = 17;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(36), (ushort)port);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(38), 16);
        return frame;
    }
}
