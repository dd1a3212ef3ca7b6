using System.Runtime.InteropServices;

namespace Sonde.Bpf;

internal static unsafe partial class Libbpf
{
    [LibraryImport(Name, EntryPoint = "bpf_program__name")]
    internal static partial byte* ProgramName(nint program);

    [LibraryImport(Name, EntryPoint = "bpf_program__section_name")]
    internal static partial byte* ProgramSectionName(nint program);

    [LibraryImport(Name, EntryPoint = "bpf_program__type")]
    internal static partial BpfProgramType ProgramType(nint program);

    [LibraryImport(Name, EntryPoint = "bpf_program__fd")]
    internal static partial int ProgramFd(nint program);

    [LibraryImport(Name, EntryPoint = "bpf_program__autoload")]
    internal static partial byte ProgramAutoload(nint program);

    [LibraryImport(Name, EntryPoint = "bpf_program__set_autoload")]
    internal static partial int ProgramSetAutoload(nint program, byte autoload);

    [LibraryImport(Name, EntryPoint = "bpf_program__set_attach_target", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ProgramSetAttachTarget(nint program, int targetProgramFd, string function);

    [LibraryImport(Name, EntryPoint = "bpf_program__set_type")]
    internal static partial int ProgramSetType(nint program, uint type);

    [LibraryImport(Name, EntryPoint = "bpf_program__expected_attach_type")]
    internal static partial uint ProgramExpectedAttachType(nint program);

    [LibraryImport(Name, EntryPoint = "bpf_program__set_expected_attach_type")]
    internal static partial int ProgramSetExpectedAttachType(nint program, uint type);

    // The leading fields of struct bpf_prog_load_opts.
    internal struct ProgramLoadOptions
    {
        internal nuint Size;
        internal int Attempts;
        internal uint ExpectedAttachType;
        internal uint BtfFd;
        internal uint Flags;
        internal uint InterfaceIndex;
        internal uint KernelVersion;
        internal uint AttachBtfId;
        internal uint AttachProgramFd;
    }

    /// <summary>Loads a program that belongs to no object. Raises RLIMIT_MEMLOCK on kernels that charge it (before 5.11).</summary>
    [LibraryImport(Name, EntryPoint = "bpf_prog_load")]
    internal static partial int ProgramLoad(
        BpfProgramType type, byte* name, byte* license, void* instructions, nuint count, ProgramLoadOptions* options);
}
