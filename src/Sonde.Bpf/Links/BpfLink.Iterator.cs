using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed partial class BpfLink
{
    /// <summary>Starts a walk of an attached iterator program; the program runs while what it writes is read.</summary>
    /// <remarks>Kernel 5.8. Each call starts a walk of its own.</remarks>
    /// <exception cref="BpfException">The link is not of an iterator.</exception>
    public BpfIterator OpenIterator()
    {
        using var link = new HandleLease(RequireLink("open iterator"));
        var attributes = new IteratorCreateAttributes { LinkFd = link.Descriptor };
        Errno errno = BpfCall.Open(BpfCommand.IteratorCreate, ref attributes, out FdHandle? descriptor);
        return descriptor is not null
            ? new BpfIterator(descriptor, ToString())
            : throw BpfErrors.Failed("open iterator", ToString(), errno, KernelFeatures.Bpf, errno == Errno.EINVAL ? "The link is not of an iterator program." : null);
    }
}
