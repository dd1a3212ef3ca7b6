using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>The rules of the addresses that walks came by last, in a fixed number of places.</summary>
internal sealed class RuleCache
{
    // Walks go over the same callers again and again: a few hundred places serve most steps.
    private const int Size = 1024;

    private readonly Entry[] _entries = new Entry[Size];

    /// <summary>The rule at an address.</summary>
    public ref readonly Entry Get(AddressSpace code, ulong address)
    {
        ref Entry entry = ref _entries[(int)((address * 0x9e3779b97f4a7c15) >> 54)];
        if (entry.Address != address || entry.Stamp != code.Stamp)
            Fill(ref entry, code, address);
        return ref entry;
    }

    private static void Fill(ref Entry entry, AddressSpace code, ulong address)
    {
        entry.Region = code.Find(address);
        entry.Rule = default;
        entry.HasRule = entry.Region is not null && entry.Region.TryFindRule(address, out entry.Rule);
        entry.Address = address;
        // No address space has 0: what could not be read for the moment is asked again.
        entry.Stamp = entry.Region is { IsPlaced: false } ? 0 : code.Stamp;
    }

    internal struct Entry
    {
        public ulong Address;
        public long Stamp;
        public CodeRegion? Region;
        public FrameRule Rule;
        public bool HasRule;
    }
}
