using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>A program on a perf event: through a link, or before kernel 5.15 on the event itself.</summary>
internal sealed class PerfEventAttachment(FdHandle perfEvent, bool ownsEvent, FdHandle? link) : Attachment
{
    public override FdHandle? Link { get; } = link;

    // The last close of a probe's event takes the probe out of the code and waits for all CPUs, some 40 to 200 ms.
    public override bool IsSlow => ownsEvent;

    // Closing the link takes the program off the event, some 25 ms; what is pinned goes on. Without a link a program stays
    // with its event: one that samples can be switched off, a probe runs until it is closed.
    public override void Stop()
    {
        if (Link is not null)
            Link.Dispose();
        else if (!perfEvent.IsClosed)
            PerfEventHandle.Disable(perfEvent);
    }

    public override void Dispose()
    {
        Link?.Dispose();
        if (ownsEvent)
            perfEvent.Dispose();
    }
}
