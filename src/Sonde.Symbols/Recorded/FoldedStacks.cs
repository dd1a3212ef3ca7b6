namespace Sonde.Symbols;

/// <summary>Counts stacks, and writes them as flame graphs are made from: a line for each, its names from the outermost on with semicolons between, then its count.</summary>
/// <remarks>
/// One thread at a time; of many stacks those before are counted on a thread of the pool meanwhile. Adding a stack that was added before allocates
/// nothing but the batches in which they wait for that, which are used again: 16 MiB and a little at most.
/// </remarks>
public sealed class FoldedStacks
{
    private readonly FoldedNames _names = new();
    private readonly StackBatches _stacks = new(nameOf: null);

    /// <summary>How many different stacks there are.</summary>
    public int Count => _stacks.Finish().Count;

    /// <summary>Gives a name its number. What would end a name in the output is replaced in it.</summary>
    /// <param name="name">The name of a function, or of a process.</param>
    /// <returns>The number, which stands for this name in stacks.</returns>
    public int Name(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _names.Add(name);
    }

    /// <summary>Counts a stack.</summary>
    /// <param name="names">The numbers of its names, the outermost first.</param>
    /// <param name="count">How often it was seen.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is that of no name.</exception>
    public void Add(ReadOnlySpan<int> names, long count = 1)
    {
        int known = _names.Count;
        foreach (int name in names)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)name, (uint)known, nameof(names));
        _stacks.Add(names, count);
    }

    /// <summary>Writes all stacks, in the order in which their outermost parts were first seen.</summary>
    /// <param name="output">Where to.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        FoldedText.Write(output, _stacks.Finish().Tree, _names);
    }
}
