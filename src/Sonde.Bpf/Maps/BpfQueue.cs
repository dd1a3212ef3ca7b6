using System.Runtime.CompilerServices;

namespace Sonde.Bpf;

/// <summary>
/// Values in a row without keys: <c>BPF_MAP_TYPE_QUEUE</c> gives the oldest first, <c>BPF_MAP_TYPE_STACK</c> the newest. Kernel 4.20.
/// </summary>
/// <remarks>A map of an object needs a loaded object. Every member may be called from any thread and allocates nothing.</remarks>
/// <typeparam name="T">The layout of a value.</typeparam>
public sealed unsafe class BpfQueue<T> : ITypedMap
    where T : unmanaged
{
    internal BpfQueue(BpfMap map) => Map = map;

    /// <summary>The untyped map.</summary>
    public BpfMap Map { get; }

    /// <summary>Adds a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="overwrite">Whether the oldest makes room when it is full (<c>BPF_EXIST</c>); else that is an error.</param>
    /// <exception cref="BpfException">It is full, or the kernel refused.</exception>
    public void Push(in T value, bool overwrite = false)
    {
        fixed (T* pointer = &value)
            Map.Update(null, pointer, overwrite ? BpfUpdate.Replace : BpfUpdate.Any);
    }

    /// <summary>Adds a value if there is room.</summary>
    /// <param name="value">The value.</param>
    /// <returns>False when it is full.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryPush(in T value)
    {
        fixed (T* pointer = &value)
            return Map.TryUpdate(null, pointer);
    }

    /// <summary>Takes the next value out.</summary>
    /// <param name="value">The value, or zeros.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryPop(out T value)
    {
        Unsafe.SkipInit(out value);
        fixed (T* pointer = &value)
        {
            if (Map.TryTake((void*)null, pointer))
                return true;
        }

        value = default;
        return false;
    }

    /// <summary>Copies the next value and leaves it there.</summary>
    /// <param name="value">The value, or zeros.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryPeek(out T value)
    {
        Unsafe.SkipInit(out value);
        fixed (T* pointer = &value)
        {
            if (Map.TryLookup((void*)null, pointer))
                return true;
        }

        value = default;
        return false;
    }
}
