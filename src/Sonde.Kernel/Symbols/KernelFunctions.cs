namespace Sonde.Kernel;

/// <summary>The functions of the running kernel that a probe can be put on.</summary>
public static class KernelFunctions
{
    private const string Tracing = "/sys/kernel/tracing/available_filter_functions";
    private const string DebugTracing = "/sys/kernel/debug/tracing/available_filter_functions";
    private const string Blacklist = "/sys/kernel/debug/kprobes/blacklist";

    /// <summary>The functions whose names match, sorted, each once.</summary>
    /// <remarks>
    /// The source is the function tracer's list; where it is missing or closed, <c>/proc/kallsyms</c>, and then a few may refuse
    /// a probe still. What the kprobe blacklist names is left out where this process may read it.
    /// </remarks>
    /// <param name="pattern">What to look for.</param>
    public static IReadOnlyList<string> Find(FunctionPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var names = new SortedSet<string>(StringComparer.Ordinal);
        if (!Collect(Tracing, pattern, NameOfTracedLine, names) && !Collect(DebugTracing, pattern, NameOfTracedLine, names))
            Collect("/proc/kallsyms", pattern, NameOfSymbolLine, names);
        var banned = new SortedSet<string>(StringComparer.Ordinal);
        Collect(Blacklist, pattern, NameOfBlacklistLine, banned);
        names.ExceptWith(banned);
        return [.. names];
    }

    private static bool Collect(string path, FunctionPattern pattern, LineName nameOf, SortedSet<string> names)
    {
        try
        {
            foreach (string line in File.ReadLines(path))
            {
                ReadOnlySpan<char> name = nameOf(line);
                if (name.Length > 0 && pattern.IsMatch(name))
                    names.Add(name.ToString());
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
