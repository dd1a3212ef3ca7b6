using System.Runtime.InteropServices;

namespace Sonde.Bpf.Faults;

/// <summary>Lets a system call of this thread fail.</summary>
internal static partial class Faults
{
    /// <summary>Whether the library stands before libc for this program and for libbpf.</summary>
    public static bool IsInPlace => Environment.GetEnvironmentVariable("LD_PRELOAD")?.Contains("libc.so", StringComparison.Ordinal) == true;

    /// <summary>From now on the call of that place, from 1, fails.</summary>
    [LibraryImport("libc", EntryPoint = "faults_arm")]
    public static partial void Arm(nint at, int error);

    /// <summary>From now on the batch of that place, from 1, does some entries and fails then.</summary>
    [LibraryImport("libc", EntryPoint = "faults_arm_within_batch")]
    public static partial void ArmWithinBatch(nint at, int error, uint entries);

    /// <summary>Ends it; gives whether a call failed.</summary>
    [LibraryImport("libc", EntryPoint = "faults_disarm")]
    public static partial int Disarm();

    /// <summary>The call that failed last.</summary>
    public static string Name => Marshal.PtrToStringUTF8(NamePointer())!;

    [LibraryImport("libc", EntryPoint = "faults_name")]
    private static partial nint NamePointer();
}
