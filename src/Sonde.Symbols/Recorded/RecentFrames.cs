namespace Sonde.Symbols;

/// <summary>Numbers of frames that were found last, few enough to stay near the processor: most addresses of a chain were in one shortly before.</summary>
internal sealed class RecentFrames
{
    private const int Bits = 12;
    private const ulong Spread = 0x9e3779b97f4a7c15;

    private readonly Entry[] _entries = new Entry[1 << Bits];

    /// <summary>Finds the frame of an address.</summary>
    /// <param name="owner">Whose address it is; not 0.</param>
    /// <param name="address">The address.</param>
    /// <returns>Its number, or -1.</returns>
    public int Find(int owner, ulong address)
    {
        ref readonly Entry entry = ref _entries[PlaceOf(owner, address)];
        return entry.Address == address && entry.Owner == owner ? entry.Frame : -1;
    }

    /// <summary>Keeps the frame of an address, and forgets another one for it.</summary>
    public void Keep(int owner, ulong address, int frame) => _entries[PlaceOf(owner, address)] = new Entry(address, owner, frame);

    // One program has the same addresses in several processes.
    private static int PlaceOf(int owner, ulong address) => (int)(((address + ((ulong)(uint)owner << 32)) * Spread) >> (64 - Bits));

    private readonly record struct Entry(ulong Address, int Owner, int Frame);
}
