using System.Reflection;
using System.Runtime.InteropServices;

namespace Sonde.Bpf;

internal static unsafe partial class Libbpf
{
    private const string Name = "libbpf";

    // The unversioned name is a development link and may be any version; .so.0 has another ABI.
    private const string SharedObject = "libbpf.so.1";

    private static int _prints;

    static Libbpf() => NativeLibrary.SetDllImportResolver(typeof(Libbpf).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Name)
            return 0;
        if (NativeLibrary.TryLoad(SharedObject, assembly, DllImportSearchPath.SafeDirectories, out nint library))
        {
            // Before anything else of it is called. In the static constructor a missing library would be an exception about the type.
            if (Interlocked.Exchange(ref _prints, 1) == 0)
                SetPrint(&LibbpfLog.Print);
            return library;
        }

        throw new DllNotFoundException(
            $"{SharedObject} is not installed. Install libbpf 1.x: 'apt install libbpf1' on Debian and Ubuntu, 'dnf install libbpf' on Fedora.");
    }

    [LibraryImport(Name, EntryPoint = "libbpf_set_print")]
    private static partial nint SetPrint(delegate* unmanaged<int, byte*, nint, int> print);

    [LibraryImport(Name, EntryPoint = "libbpf_probe_bpf_helper")]
    internal static partial int ProbeHelper(int programType, int helper, nint options);
}
