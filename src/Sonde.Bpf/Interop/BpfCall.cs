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
        while (true)
        {
            int result = InvokeOnce(command, ref attributes);
            if (result != -(int)Errno.EINTR)
                return result;
        }
    }

    /// <summary>Makes the call without trying again: for commands that write to their attributes before they fail.</summary>
    public static int InvokeOnce<T>(BpfCommand command, ref T attributes)
        where T : unmanaged
    {
        fixed (T* pointer = &attributes)
        {
            nint result = Syscall(Number, (nint)command, pointer, (nuint)sizeof(T));
            return result >= 0 ? (int)result : -Marshal.GetLastPInvokeError();
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
