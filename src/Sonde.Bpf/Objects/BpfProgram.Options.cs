using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed partial class BpfProgram
{
    /// <summary>Its type. Set it before loading where the section name does not say it.</summary>
    /// <exception cref="InvalidOperationException">Set after loading.</exception>
    public BpfProgramType Type
    {
        get
        {
            using var lease = new HandleLease(_object.Handle, "program", Name);
            return Libbpf.ProgramType(_program);
        }

        set => Set($"Type of program {Name}", Libbpf.ProgramSetType, (uint)value);
    }

    /// <summary>What it will be attached to, as the kernel is told when it is loaded (<c>expected_attach_type</c>).</summary>
    /// <exception cref="InvalidOperationException">Set after loading.</exception>
    public BpfAttachType AttachType
    {
        get
        {
            using var lease = new HandleLease(_object.Handle, "program", Name);
            return (BpfAttachType)Libbpf.ProgramExpectedAttachType(_program);
        }

        set => Set($"AttachType of program {Name}", Libbpf.ProgramSetExpectedAttachType, (uint)value);
    }

    /// <summary>Chooses the program, loaded already, that a <c>freplace</c> program replaces a function of, or an <c>fentry</c> or <c>fexit</c> program watches.</summary>
    /// <param name="target">The loaded program; it stays in the kernel for as long as this one.</param>
    /// <param name="function">The name of the function in it; the program's own name is its main function.</param>
    /// <exception cref="InvalidOperationException">Called after loading.</exception>
    /// <exception cref="BpfException">The target has no such function, or no BTF.</exception>
    public void SetAttachTarget(BpfProgram target, string function)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentException.ThrowIfNullOrEmpty(function);
        _object.RequireOpen($"The target of program {Name}");
        Aim(Libc.Duplicate(target.Fd, $"program {target.Name}"), function, $"{function} of program {target.Name}");
    }

    /// <summary>Gives the program a name in a BPF file system, which keeps it in the kernel after this process has ended.</summary>
    /// <param name="path">A new file under a mounted bpffs, such as <c>/sys/fs/bpf/myprogram</c>.</param>
    /// <exception cref="BpfException">The file exists, or is not in a bpffs.</exception>
    public void Pin(string path) => BpfPin.Pin(Fd, path, $"program {Name}");

    // Without it the program can be attached to one function at a time, which AttachKprobes and AttachUprobes then do. A program of
    // both entry and return cannot.
    internal void DropUnknownAttachType()
    {
        if (AttachType == BpfAttachType.TraceKprobeMulti && !MultiProbe.HasKprobeMulti
            || AttachType == BpfAttachType.TraceUprobeMulti && !MultiProbe.HasUprobeMulti)
            AttachType = default;
    }

    private void Set(string what, Func<nint, uint, int> set, uint value)
    {
        _object.RequireOpen(what);
        int error = set(_program, value);
        if (error != 0)
            throw BpfErrors.Failed("set", what, (Errno)(-error), KernelFeatures.None);
    }

    // libbpf keeps the number of the target's descriptor until it loads: it has to stay open as long.
    private void Aim(FdHandle? target, string function, string description)
    {
        using LibbpfLog log = _object.BeginLog();
        using var lease = target is null ? default : new HandleLease(target);
        int error = Libbpf.ProgramSetAttachTarget(_program, target is null ? 0 : (int)lease.Descriptor, function);
        if (error == 0)
        {
            _attachTarget = description;
            _target?.Dispose();
            _target = target;
            return;
        }

        target?.Dispose();
        string? remedy = error is -(int)Errno.ESRCH or -(int)Errno.ENOENT && target is null
            ? $"The kernel's BTF has no function {function}: it may be inlined, or be spelled otherwise."
            : null;
        throw BpfErrors.Failed($"aim program {Name} at", description, (Errno)(-error), KernelFeatures.Btf, remedy);
    }
}
