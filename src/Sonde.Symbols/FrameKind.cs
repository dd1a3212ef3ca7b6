namespace Sonde.Symbols;

/// <summary>What kind of code an address is in.</summary>
public enum FrameKind
{
    /// <summary>It is in no code that is known.</summary>
    Unknown,

    /// <summary>The kernel or one of its modules.</summary>
    Kernel,

    /// <summary>A BPF program, which the kernel compiled.</summary>
    BpfProgram,

    /// <summary>An executable or a shared library.</summary>
    Native,

    /// <summary>A .NET method; the frame's tier says how its code was made.</summary>
    Managed,

    /// <summary>Code that another runtime compiled and wrote a perf map of.</summary>
    Jit,

    /// <summary>Code that the kernel maps into each process (vDSO).</summary>
    Vdso,
}
