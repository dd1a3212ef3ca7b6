namespace Sonde.Bpf;

/// <summary>An array of maps: <c>BPF_MAP_TYPE_ARRAY_OF_MAPS</c>, kernel 4.12.</summary>
/// <remarks>
/// When <see cref="Set"/> and <see cref="Clear"/> return, no program uses the map that was there any more (sleepable programs
/// excepted): it can be read without missing anything. A map of an object needs a loaded object. Any thread may call.
/// </remarks>
public sealed unsafe class BpfArrayOfMaps : ITypedMap
{
    internal BpfArrayOfMaps(BpfMap map) => Map = map;

    /// <summary>The untyped map.</summary>
    public BpfMap Map { get; }

    /// <summary>How many places.</summary>
    public int Count => checked((int)Map.MaxEntries);

    /// <summary>Creates a map that this one can hold. The caller disposes it; a place of the array keeps it in the kernel.</summary>
    /// <param name="name">Its name; may be empty.</param>
    /// <exception cref="InvalidOperationException">The template is not known: this map was opened from a pin or by id.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public BpfMap CreateInner(string name = "") => Map.CreateInner(name);

    /// <summary>Puts a map in a place, instead of the one that is there.</summary>
    /// <param name="index">The place, from 0.</param>
    /// <param name="inner">A map as the template; it may be disposed afterwards.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    /// <exception cref="BpfException">The map is not as the template, or the kernel refused.</exception>
    public void Set(int index, BpfMap inner)
    {
        RequireIndex(index);
        ArgumentNullException.ThrowIfNull(inner);
        Map.SetInner(&index, inner);
    }

    /// <summary>Puts a map in a place and gives the one that was there, which the caller disposes. Needs CAP_SYS_ADMIN.</summary>
    /// <param name="index">The place, from 0.</param>
    /// <param name="inner">A map as the template; it may be disposed afterwards.</param>
    /// <returns>The map that was there, or null.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    /// <exception cref="BpfException">The map is not as the template, or the kernel refused.</exception>
    public BpfMap? Swap(int index, BpfMap inner)
    {
        BpfMap? old = Get(index);
        try
        {
            Set(index, inner);
            return old;
        }
        catch
        {
            old?.Dispose();
            throw;
        }
    }

    /// <summary>Opens the map in a place. The caller disposes it. Needs CAP_SYS_ADMIN.</summary>
    /// <param name="index">The place, from 0.</param>
    /// <returns>The map, or null when the place is empty.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public BpfMap? Get(int index)
    {
        RequireIndex(index);
        return Map.GetInner(&index);
    }

    /// <summary>Empties a place.</summary>
    /// <param name="index">The place, from 0.</param>
    /// <returns>Whether there was a map.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool Clear(int index)
    {
        RequireIndex(index);
        return Map.Delete(&index);
    }

    private void RequireIndex(int index)
    {
        if (index < 0 || index >= Count)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"Map {Map.Name} has {Count} entries.");
    }
}
