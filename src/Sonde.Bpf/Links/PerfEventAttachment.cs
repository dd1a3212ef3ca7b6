using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>A program on a perf event: through a link, or before kernel 5.15 on the event itself.</summary>
/// <remarks>
/// Taking a program off a probe or a tracepoint makes the kernel wait twice: some 25 ms when the link goes, for programs that sleep, and 40 to
/// 200 ms when the event goes, for all CPUs to leave the changed code. An event that samples has neither wait.
/// </remarks>
internal sealed class PerfEventAttachment(FdHandle perfEvent, bool ownsEvent, FdHandle? link, bool isSlow) : Attachment
{
    public override FdHandle? Link { get; } = link;

    public override bool IsSlow { get; } = isSlow;

    public override void Dispose()
    {
        if (Link is not null)
            Link.Dispose();
        else if (!ownsEvent)
            Disable();
        if (ownsEvent)
            perfEvent.Dispose();
    }

    // The program stays with the event, whose owner may keep it.
    private void Disable()
    {
        try
        {
            if (!perfEvent.IsClosed)
                PerfEventHandle.Disable(perfEvent);
        }
        catch (ObjectDisposedException)
        {
            // Its owner closed it just now.
        }
    }
}
