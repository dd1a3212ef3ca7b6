namespace Sonde.Kernel;

/// <summary>The functions of the kernel that a pattern matches: those that can be traced, and the others with the reason.</summary>
public sealed class KernelFunctionMatches
{
    internal KernelFunctionMatches(IReadOnlyList<string> traceable, IReadOnlyList<SkippedFunction> skipped)
    {
        Traceable = traceable;
        Skipped = skipped;
    }

    /// <summary>How many functions match.</summary>
    public int Count => Traceable.Count + Skipped.Count;

    /// <summary>Those that can be traced, sorted, each once.</summary>
    public IReadOnlyList<string> Traceable { get; }

    /// <summary>Those that cannot, sorted by name.</summary>
    public IReadOnlyList<SkippedFunction> Skipped { get; }

    /// <summary>The count in words: <c>12 match, 9 can be traced; 2 not traceable, 1 blacklisted</c>.</summary>
    public override string ToString()
    {
        string text = $"{Count} match, {Traceable.Count} can be traced";
        if (Skipped.Count == 0)
            return text;
        return $"{text}; {string.Join(", ", Skipped.GroupBy(s => s.Reason).OrderBy(g => g.Key).Select(g => $"{g.Count()} {Word(g.Key)}"))}";
    }

    private static string Word(FunctionSkipReason reason) => reason switch
    {
        FunctionSkipReason.NotTraceable => "not traceable",
        FunctionSkipReason.Blacklisted => "blacklisted",
        FunctionSkipReason.Ambiguous => "with a name that several have",
        _ => "not in the kernel's types",
    };
}
