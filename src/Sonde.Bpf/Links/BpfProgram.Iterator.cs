using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfProgram
{
    /// <summary>
    /// Attaches an iterator program (<c>iter/task</c>, <c>iter/bpf_map_elem</c> …; kernel 5.8), to be run by <see cref="BpfLink.OpenIterator"/>.
    /// </summary>
    /// <param name="over">What to walk: needed for map elements, optional for tasks and cgroups; null walks all there is.</param>
    /// <exception cref="BpfException">The kernel refused, or the iterator needs another target.</exception>
    public BpfLink AttachIterator(BpfIteratorTarget? over = null)
    {
        string target = SectionName.Replace('/', ' ');
        var attributes = new LinkCreateAttributes { AttachType = BpfAttachType.TraceIterator };
        if (over is null)
            return CreateLink(ref attributes, target, KernelFeatures.Btf);

        using var lease = new HandleLease(over.Descriptor ?? Fd);
        var info = over.Info;
        if (over.Descriptor is not null)
            info.SetDescriptor(over.Kind, lease.Descriptor);
        attributes.IteratorInfo = &info;
        attributes.IteratorInfoLength = (uint)sizeof(IteratorInfo);
        return CreateLink(ref attributes, $"{target} of {over}", KernelFeatures.Btf);
    }
}
