using Sonde.Kernel;

namespace Sonde.Bpf.Faults;

/// <summary>Questions to the kernel, and test runs.</summary>
internal static class OtherOperations
{
    public static Operation[] All =>
    [
        new("test-run a program", o =>
        {
            using Numbers bpf = Numbers.Open();
            bpf.Load();
            o.Try(() => bpf.Programs.WriteNumbers.TestRun());
        }),
        new("ask about programs and links", o =>
        {
            using Attachments bpf = Prepared.Load(b => [b.Programs.OnCookie]);
            using BpfLink link = bpf.Programs.OnCookie.AttachTrace();
            o.Try(() =>
            {
                BpfProgramHandle.FromId(bpf.Programs.OnCookie.GetInfo().Id).Dispose();
                BpfLink.FromId(link.GetInfo().Id).Dispose();
            });
        }),
        new("enumerate programs, maps and links", o => o.Try(() => BpfProgram.EnumerateSystem().Count() + BpfMap.EnumerateSystem().Count() + BpfLink.EnumerateSystem().Count())),
        new("switch run-time statistics on", o => o.Try(() => BpfRunStatistics.Enable())),
        new("list pins", o => o.Try(() => BpfPins.Enumerate().Count())),
        new("open a perf event", o => o.Try(() => PerfEventHandle.Open(new PerfEventAttributes { Type = PerfEventType.Software }, pid: 0))),
    ];
}
