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

    /// <summary>Makes a call that gives a descriptor; the error number, or 0 and the handle that owns it.</summary>
    public static Errno Open<T>(BpfCommand command, ref T attributes, out FdHandle? descriptor)
        where T : unmanaged
    {
        var handle = new FdHandle();
        int result = Invoke(command, ref attributes);
        if (result >= 0)
        {
            handle.Own(result);
            descriptor = handle;
            return Errno.None;
        }

        handle.Dispose();
        descriptor = null;
        return (Errno)(-result);
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall(nint number, nint command, void* attributes, nuint size);
}
