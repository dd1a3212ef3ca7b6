using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>A program on a perf event: through a link, or before kernel 5.15 on the event itself.</summary>
internal sealed class PerfEventAttachment(FdHandle perfEvent, bool ownsEvent, FdHandle? link) : Attachment
{
    public override FdHandle? Link { get; } = link;

    // The last close of a probe's event takes the probe out of the code and waits for all CPUs, some 40 to 200 ms.
    public override bool IsSlow => true;

    // Only for an event that nobody else reads or counts by.
    public override void Stop()
    {
        if (ownsEvent && !perfEvent.IsClosed)
            PerfEventHandle.Disable(perfEvent);
    }

    public override void Dispose()
    {
        Link?.Dispose();
        if (ownsEvent)
            perfEvent.Dispose();
        else if (Link is null && !perfEvent.IsClosed)
            PerfEventHandle.Disable(perfEvent);
    }
}
