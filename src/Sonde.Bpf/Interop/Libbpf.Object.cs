using System.Runtime.InteropServices;

namespace Sonde.Bpf;

internal static unsafe partial class Libbpf
{
    // The first fields of struct bpf_object_open_opts; libbpf takes a shorter struct by its size.
    internal struct ObjectOpenOptions
    {
        internal nuint Size;
        internal byte* ObjectName;
    }

    [LibraryImport(Name, EntryPoint = "bpf_object__open_mem", SetLastError = true)]
    internal static partial nint ObjectOpenMemory(void* image, nuint size, ObjectOpenOptions* options);

    [LibraryImport(Name, EntryPoint = "bpf_object__load")]
    internal static partial int ObjectLoad(ObjectHandle bpfObject);

    [LibraryImport(Name, EntryPoint = "bpf_object__close")]
    internal static partial void ObjectClose(nint bpfObject);

    [LibraryImport(Name, EntryPoint = "bpf_object__next_map")]
    internal static partial nint ObjectNextMap(ObjectHandle bpfObject, nint previous);

    [LibraryImport(Name, EntryPoint = "bpf_object__next_program")]
    internal static partial nint ObjectNextProgram(ObjectHandle bpfObject, nint previous);

    [LibraryImport(Name, EntryPoint = "bpf_object__find_map_by_name", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint ObjectFindMap(ObjectHandle bpfObject, string name);
}
