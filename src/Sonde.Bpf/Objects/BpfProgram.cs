using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>A program of a <see cref="BpfObject"/>. It belongs to the object and ends with it.</summary>
public sealed unsafe partial class BpfProgram
{
    private readonly BpfObject _object;
    private readonly nint _program;
    private readonly Once<FdHandle> _fd = new();
    private string? _attachTarget;
    private FdHandle? _target;

    internal BpfProgram(BpfObject bpfObject, nint program, string name)
    {
        _object = bpfObject;
        _program = program;
        Name = name;
        SectionName = Marshal.PtrToStringUTF8((nint)Libbpf.ProgramSectionName(program))!;
        if (Type == BpfProgramType.Unspecified && SectionKinds.TryGet(SectionName, out BpfProgramType type, out BpfAttachType attachType))
        {
            Type = type;
            AttachType = attachType;
        }
    }

    /// <summary>The name of its C function.</summary>
    public string Name { get; }

    /// <summary>The name of its ELF section, which says its type and often where it attaches.</summary>
    public string SectionName { get; }

    /// <summary>Whether <see cref="BpfObject.Load"/> loads it. Set it to false for what this kernel cannot load.</summary>
    /// <exception cref="InvalidOperationException">Set after loading.</exception>
    public bool AutoLoad
    {
        get
        {
            using var lease = new HandleLease(_object.Handle, "program", Name);
            return Libbpf.ProgramAutoload(_program) != 0;
        }

        set
        {
            _object.RequireOpen($"AutoLoad of program {Name}");
            int error = Libbpf.ProgramSetAutoload(_program, value ? (byte)1 : (byte)0);
            if (error != 0)
                throw BpfErrors.Failed("set autoload of program", Name, (Errno)(-error), KernelFeatures.None);
        }
    }

    /// <summary>Whether it is in the kernel.</summary>
    public bool IsLoaded => _object.IsLoaded && AutoLoad;

    /// <summary>Chooses the kernel function of an <c>fentry</c> or <c>fexit</c> program whose section names none.</summary>
    /// <param name="function">The function.</param>
    /// <exception cref="InvalidOperationException">Called after loading.</exception>
    /// <exception cref="BpfException">The running kernel's BTF has no such function.</exception>
    public void SetAttachTarget(string function)
    {
        ArgumentException.ThrowIfNullOrEmpty(function);
        _object.RequireOpen($"The target of program {Name}");
        Aim(null, function, function);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{SectionName} {Name}";

    internal FdHandle Fd => _fd.Value is { IsClosed: false } fd ? fd : MakeDescriptor();

    internal void CloseDescriptors()
    {
        _fd.Dispose();
        _target?.Dispose();
    }

    private FdHandle MakeDescriptor() =>
        _fd.Value is null ? _fd.Keep(DuplicateDescriptor()) : throw new ObjectDisposedException($"program {Name}");

    private FdHandle DuplicateDescriptor()
    {
        RequireLoaded();
        using var lease = new HandleLease(_object.Handle, "program", Name);
        return Libc.Duplicate(Libbpf.ProgramFd(_program), $"program {Name}");
    }

    private void RequireLoaded()
    {
        _object.RequireLoaded($"Program {Name}");
        if (!AutoLoad)
            throw new InvalidOperationException($"Program {Name} was not loaded: its AutoLoad is false.");
    }
}
