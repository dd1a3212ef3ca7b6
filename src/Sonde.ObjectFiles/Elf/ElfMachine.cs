namespace Sonde.ObjectFiles;

/// <summary>Instruction set of an ELF file (<c>e_machine</c>); values without a name here pass through as numbers.</summary>
public enum ElfMachine : ushort
{
    /// <summary>Not given (<c>EM_NONE</c>).</summary>
    None = 0,

    /// <summary>32-bit x86 (<c>EM_386</c>).</summary>
    X86 = 3,

    /// <summary>64-bit PowerPC (<c>EM_PPC64</c>).</summary>
    PowerPC64 = 21,

    /// <summary>IBM Z (<c>EM_S390</c>).</summary>
    S390 = 22,

    /// <summary>32-bit Arm (<c>EM_ARM</c>).</summary>
    Arm = 40,

    /// <summary>64-bit x86 (<c>EM_X86_64</c>).</summary>
    X64 = 62,

    /// <summary>64-bit Arm (<c>EM_AARCH64</c>).</summary>
    Arm64 = 183,

    /// <summary>RISC-V (<c>EM_RISCV</c>).</summary>
    RiscV = 243,

    /// <summary>BPF bytecode (<c>EM_BPF</c>).</summary>
    Bpf = 247,

    /// <summary>LoongArch (<c>EM_LOONGARCH</c>).</summary>
    LoongArch = 258,
}
