using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>The bpf(2) system call.</summary>
internal static unsafe partial class BpfCall
{
    private static readonly nint Number = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 321,
        Architecture.Arm64 => 280,
        _ => throw new PlatformNotSupportedException("Sonde knows the number of bpf(2) on x86-64 and arm64 only."),
    };

    /// <summary>Makes the call; a negative result is minus the error number. EINTR is retried.</summary>
    public static int Invoke<T>(BpfCommand command, ref T attributes)
        where T : unmanaged
    {
        fixed (T* pointer = &attributes)
        {
            while (true)
            {
                nint result = Syscall(Number, (nint)command, pointer, (nuint)sizeof(T));
                if (result >= 0)
                    return (int)result;
                int errno = Marshal.GetLastPInvokeError();
                if (errno != (int)Errno.EINTR)
                    return -errno;
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall(nint number, nint command, void* attributes, nuint size);
}
