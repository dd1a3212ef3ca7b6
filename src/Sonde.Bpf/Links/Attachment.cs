using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>What keeps a program attached. Disposing it detaches, and returns when the kernel has let go.</summary>
internal abstract class Attachment : IDisposable
{
    /// <summary>The kernel's link, or null where the attachment is none.</summary>
    public virtual FdHandle? Link => null;

    /// <summary>
    /// Whether detaching takes the kernel longer than the 0.1 ms of most links: it waits until no CPU runs the program.
    /// </summary>
    public virtual bool IsSlow => false;

    /// <summary>Whether it stays in the kernel when the process ends, so that no background thread may be left to detach it.</summary>
    public virtual bool OutlivesProcess => false;

    public abstract void Dispose();
}
