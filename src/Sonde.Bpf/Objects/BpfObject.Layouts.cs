using System.ComponentModel;
using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfObject
{
    private readonly List<string> _kernelTypes = [];

    /// <summary>
    /// Compares a type as C# has it with the object's own BTF. The generated classes call this when they open their object, so that C#
    /// that was generated from another build of it is refused and does not read wrong bytes.
    /// </summary>
    /// <param name="type">The type as C names it: <c>struct event</c>, <c>union value</c>, <c>typedef event_t</c>, or <c>section .bss</c>.</param>
    /// <param name="size">Its size in C#.</param>
    /// <param name="fields">
    /// Each field with its offset in bits, and a bitfield with its number of bits: <c>pid 0, flags 32:3</c>. The fields of a type
    /// without a name follow the field that has it: <c>position 64, position/x 64</c>.
    /// </param>
    /// <exception cref="InvalidOperationException">The object has another layout; the message names type and field.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void RequireLayout(string type, int size, string fields) => ObjectLayout.Require(_file, Name, type, size, fields);

    /// <summary>
    /// Has <see cref="Load"/> compare a type that the program copies from the kernel as it is with the running kernel's. The generated
    /// classes call this for what <c>SONDE_EXPORT_KERNEL</c> names.
    /// </summary>
    /// <param name="type">The type as C names it: <c>struct trace_event_raw_sched_switch</c>, <c>union bpf_attr</c>.</param>
    /// <exception cref="InvalidOperationException">The object is loaded.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void RequireKernelLayout(string type)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        RequireOpen("What is asked of the kernel's types");
        _kernelTypes.Add(type);
    }

    private void CheckKernelLayouts()
    {
        if (_kernelTypes.Count == 0)
            return;
        using KernelBtf kernel = KernelBtf.Open();
        foreach (string type in _kernelTypes)
        {
            if (KernelLayout.Difference(_file.Btf, kernel.Types, type) is { } difference)
            {
                throw BpfErrors.Refused(
                    "load", Name, Errno.EINVAL,
                    $"{difference}. C# would read wrong bytes: build with a vmlinux.h of this kernel, or copy the fields into a struct of the program's own.");
            }
        }
    }
}
