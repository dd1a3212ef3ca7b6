namespace Sonde.Kernel;

/// <summary>The functions of the running kernel that a probe can be put on.</summary>
public static class KernelFunctions
{
    private const string Tracing = "/sys/kernel/tracing/available_filter_functions";
    private const string DebugTracing = "/sys/kernel/debug/tracing/available_filter_functions";
    private const string Blacklist = "/sys/kernel/debug/kprobes/blacklist";

    /// <summary>The functions whose names match and that can be probed, sorted, each once.</summary>
    /// <param name="pattern">What to look for.</param>
    public static IReadOnlyList<string> Find(FunctionPattern pattern) => Match(pattern).Traceable;

    /// <summary>All functions whose names match: those that can be traced, and the others with the reason.</summary>
    /// <remarks>
    /// What can be traced is what the function tracer lists; where its list is missing or closed, what <c>/proc/kallsyms</c> has,
    /// and then a few may refuse a probe still. The kprobe blacklist counts where this process may read it.
    /// </remarks>
    /// <param name="pattern">What to look for.</param>
    /// <param name="typed">The functions that the kernel's types have, when they are to be traced by <c>fentry</c>; otherwise null.</param>
    public static KernelFunctionMatches Match(FunctionPattern pattern, IReadOnlySet<string>? typed = null)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var known = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var traced = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var banned = new SortedDictionary<string, int>(StringComparer.Ordinal);
        Collect("/proc/kallsyms", pattern, NameOfSymbolLine, known);
        bool hasTracer = Collect(Tracing, pattern, NameOfTracedLine, traced) || Collect(DebugTracing, pattern, NameOfTracedLine, traced);
        Collect(Blacklist, pattern, NameOfBlacklistLine, banned);
        return Sort(known, hasTracer ? traced : null, banned, typed);
    }

    internal static KernelFunctionMatches Sort(
        SortedDictionary<string, int> known,
        SortedDictionary<string, int>? traced,
        SortedDictionary<string, int> banned,
        IReadOnlySet<string>? typed)
    {
        var traceable = new List<string>();
        var skipped = new List<SkippedFunction>();
        foreach (string name in known.Keys.Union((traced ?? known).Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (traced is not null && !traced.ContainsKey(name))
                skipped.Add(new(name, FunctionSkipReason.NotTraceable));
            else if (banned.ContainsKey(name))
                skipped.Add(new(name, FunctionSkipReason.Blacklisted));
            else if (known.GetValueOrDefault(name) > 1 || traced?.GetValueOrDefault(name) > 1)
                skipped.Add(new(name, FunctionSkipReason.Ambiguous));
            else if (typed is not null && !typed.Contains(name))
                skipped.Add(new(name, FunctionSkipReason.NotInTypes));
            else
                traceable.Add(name);
        }

        return new KernelFunctionMatches(traceable, skipped);
    }

    // Counts how often each name occurs.
    private static bool Collect(string path, FunctionPattern pattern, LineName nameOf, SortedDictionary<string, int> names)
    {
        try
        {
            foreach (string line in File.ReadLines(path))
            {
                ReadOnlySpan<char> name = nameOf(line);
                if (name.Length == 0 || !pattern.IsMatch(name))
                    continue;
                string text = name.ToString();
                names[text] = names.GetValueOrDefault(text) + 1;
            }

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // The caller has another source.
        }
    }

    private delegate ReadOnlySpan<char> LineName(ReadOnlySpan<char> line);

    // "vfs_read" or "ext4_fill_super [ext4]"
    internal static ReadOnlySpan<char> NameOfTracedLine(ReadOnlySpan<char> line)
    {
        // Since 6.1 a weak function that was replaced leaves a place holder.
        if (line.StartsWith("__ftrace_invalid_address__", StringComparison.Ordinal))
            return default;
        int space = line.IndexOf(' ');
        return space < 0 ? line : line[..space];
    }

    // "ffffffff81000000 T vfs_read" with an optional tab and "[module]"
    internal static ReadOnlySpan<char> NameOfSymbolLine(ReadOnlySpan<char> line)
    {
        int space = line.IndexOf(' ');
        if (space < 0 || line.Length < space + 4 || line[space + 1] is not ('t' or 'T' or 'w' or 'W'))
            return default;
        ReadOnlySpan<char> name = line[(space + 3)..];
        int tab = name.IndexOf('\t');
        if (tab >= 0)
        {
            // BPF programs and trampolines are listed as modules of these names.
            ReadOnlySpan<char> module = name[(tab + 1)..];
            if (module.SequenceEqual("[bpf]") || module.StartsWith("[__builtin", StringComparison.Ordinal))
                return default;
            name = name[..tab];
        }

        // Padding before a function, and a part of it that the compiler moved away: no entry of a function.
        return name.StartsWith("__pfx_", StringComparison.Ordinal) || name.StartsWith("__cfi_", StringComparison.Ordinal)
            || name.EndsWith(".cold", StringComparison.Ordinal)
            ? default
            : name;
    }

    // "0xffffffff81000000-0xffffffff81000010<tab>name"
    internal static ReadOnlySpan<char> NameOfBlacklistLine(ReadOnlySpan<char> line)
    {
        int tab = line.LastIndexOf('\t');
        return tab < 0 ? default : line[(tab + 1)..];
    }
}
