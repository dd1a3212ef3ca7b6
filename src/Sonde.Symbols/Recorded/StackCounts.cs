namespace Sonde.Symbols;

/// <summary>How often each stack was seen.</summary>
/// <param name="nameOf">The name of each number of a stack, where they are not those of names themselves.</param>
internal sealed class StackCounts(Func<int, int>? nameOf)
{
    /// <summary>How many stacks are kept to find others by.</summary>
    public const int LastStacks = 64;

    // The next stack mostly begins as the one before of its process did, and CPUs take turns.
    private readonly FoldedStack[] _last = new FoldedStack[LastStacks];

    /// <summary>The stacks.</summary>
    public StackTree Tree { get; } = new();

    /// <summary>How many different stacks there are.</summary>
    public int Count { get; private set; }

    /// <summary>Counts a stack, which may have something in common with the one before of the same first number.</summary>
    public void Add(ReadOnlySpan<int> numbers, long count)
    {
        FoldedStack last = _last[numbers.IsEmpty ? 0 : numbers[0] & (LastStacks - 1)] ??= new FoldedStack();
        int same = last.KeepCommon(numbers);
        Add(last, same, numbers[same..], count);
    }

    /// <summary>Counts a stack of which is known what it has in common with another one.</summary>
    /// <param name="slot">Which of the last stacks it follows.</param>
    /// <param name="same">How many of the outermost numbers it has from there.</param>
    /// <param name="numbers">The others.</param>
    /// <param name="count">How often it was seen.</param>
    public void Add(int slot, int same, ReadOnlySpan<int> numbers, long count)
    {
        FoldedStack last = _last[slot] ??= new FoldedStack();
        last.Keep(same, numbers.Length);
        Add(last, same, numbers, count);
    }

    private void Add(FoldedStack last, int same, ReadOnlySpan<int> numbers, long count)
    {
        int place = same == 0 ? StackTree.Root : last.Place;
        foreach (int number in numbers)
            last.Add(number, place = Tree.Next(place, nameOf is null ? number : nameOf(number)));
        ref long counted = ref Tree.CountOf(place);
        if (counted == 0)
            Count++;
        counted += count;
    }
}
