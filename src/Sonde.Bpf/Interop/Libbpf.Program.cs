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
}
