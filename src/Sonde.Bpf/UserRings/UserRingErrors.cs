using System.Diagnostics.CodeAnalysis;

namespace Sonde.Bpf;

internal static class UserRingErrors
{
    [DoesNotReturn]
    public static ref T ThrowFinished<T>()
        where T : unmanaged
        => throw new InvalidOperationException("The record was submitted or discarded already.");
}
