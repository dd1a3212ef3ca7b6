namespace Sonde.Symbols;

/// <summary>How often each stack was seen.</summary>
internal sealed class StackCounts
{
    private const int LastStacks = 16;

    // The stacks before, by their first names: the next one mostly begins as the one before of its process did, and CPUs take turns.
    private readonly FoldedStack[] _last = new FoldedStack[LastStacks];

    /// <summary>The stacks.</summary>
    public StackTree Tree { get; } = new();

    /// <summary>How many different stacks there are.</summary>
    public int Count { get; private set; }

    /// <summary>Counts a stack.</summary>
    public void Add(ReadOnlySpan<int> names, long count)
    {
        FoldedStack last = _last[names.IsEmpty ? 0 : names[0] & (LastStacks - 1)] ??= new FoldedStack();
        int same = last.KeepCommon(names);
        int place = same == 0 ? StackTree.Root : last.Place;
        foreach (int name in names[same..])
            last.Add(name, place = Tree.Next(place, name));
        ref long counted = ref Tree.CountOf(place);
        if (counted == 0)
            Count++;
        counted += count;
    }
}
