using System.Runtime.CompilerServices;

namespace Sonde.Bpf;

/// <summary>
/// Reads and writes of a whole word in memory that a BPF program uses at the same time: global data, mapped arrays, arenas.
/// </summary>
/// <remarks>
/// Integers can as well be used with <see cref="Volatile"/> and <see cref="Interlocked"/>; these also take enums and structs of a
/// word.
/// </remarks>
public static class BpfAtomic
{
    /// <summary>Reads a word; reads and writes after it in the program stay after it.</summary>
    /// <typeparam name="T">A type of 1, 2, 4 or 8 bytes.</typeparam>
    /// <param name="location">Where, aligned to its size.</param>
    /// <exception cref="NotSupportedException">The type has another size.</exception>
    public static T Read<T>(ref readonly T location)
        where T : unmanaged
    {
        ref T word = ref Unsafe.AsRef(in location);
        switch (Unsafe.SizeOf<T>())
        {
            case 1:
                byte one = Volatile.Read(ref Unsafe.As<T, byte>(ref word));
                return Unsafe.As<byte, T>(ref one);
            case 2:
                ushort two = Volatile.Read(ref Unsafe.As<T, ushort>(ref word));
                return Unsafe.As<ushort, T>(ref two);
            case 4:
                uint four = Volatile.Read(ref Unsafe.As<T, uint>(ref word));
                return Unsafe.As<uint, T>(ref four);
            case 8:
                ulong eight = Volatile.Read(ref Unsafe.As<T, ulong>(ref word));
                return Unsafe.As<ulong, T>(ref eight);
            default:
                throw NoWord<T>();
        }
    }

    /// <summary>Writes a word; reads and writes before it in the program stay before it.</summary>
    /// <typeparam name="T">A type of 1, 2, 4 or 8 bytes.</typeparam>
    /// <param name="location">Where, aligned to its size.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="NotSupportedException">The type has another size.</exception>
    public static void Write<T>(ref T location, T value)
        where T : unmanaged
    {
        switch (Unsafe.SizeOf<T>())
        {
            case 1:
                Volatile.Write(ref Unsafe.As<T, byte>(ref location), Unsafe.As<T, byte>(ref value));
                break;
            case 2:
                Volatile.Write(ref Unsafe.As<T, ushort>(ref location), Unsafe.As<T, ushort>(ref value));
                break;
            case 4:
                Volatile.Write(ref Unsafe.As<T, uint>(ref location), Unsafe.As<T, uint>(ref value));
                break;
            case 8:
                Volatile.Write(ref Unsafe.As<T, ulong>(ref location), Unsafe.As<T, ulong>(ref value));
                break;
            default:
                throw NoWord<T>();
        }
    }

    /// <summary>Writes a word and gives what was there, in one step.</summary>
    /// <typeparam name="T">A type of 4 or 8 bytes.</typeparam>
    /// <param name="location">Where, aligned to its size.</param>
    /// <param name="value">The new value.</param>
    /// <exception cref="NotSupportedException">The type has another size.</exception>
    public static T Exchange<T>(ref T location, T value)
        where T : unmanaged
    {
        switch (Unsafe.SizeOf<T>())
        {
            case 4:
                uint four = Interlocked.Exchange(ref Unsafe.As<T, uint>(ref location), Unsafe.As<T, uint>(ref value));
                return Unsafe.As<uint, T>(ref four);
            case 8:
                ulong eight = Interlocked.Exchange(ref Unsafe.As<T, ulong>(ref location), Unsafe.As<T, ulong>(ref value));
                return Unsafe.As<ulong, T>(ref eight);
            default:
                throw NoWord<T>();
        }
    }

    private static NotSupportedException NoWord<T>()
        where T : unmanaged
        => new($"{typeof(T).Name} has {Unsafe.SizeOf<T>()} bytes; the processor reads and writes words of 1, 2, 4 or 8 whole, and exchanges 4 or 8.");
}
