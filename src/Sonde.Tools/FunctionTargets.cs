using System.Globalization;
using Sonde.Bpf;
using Sonde.Kernel;

namespace Sonde.Tools;

/// <summary>The functions that a pattern of bcc's form names: <c>vfs_*</c> in the kernel, <c>c:mem*</c> in a library or binary.</summary>
public sealed partial class FunctionTargets
{
    private readonly IReadOnlyList<string> _kernel;
    private readonly IReadOnlyList<UserFunction> _user;
    private readonly int? _pid;
    private readonly Lazy<KernelSymbols> _symbols = new(KernelSymbols.Read);

    private FunctionTargets(string pattern, IReadOnlyList<string> kernel, IReadOnlyList<UserFunction> user, int? pid)
    {
        Pattern = pattern;
        _kernel = kernel;
        _user = user;
        _pid = pid;
    }

    /// <summary>The pattern as the user gave it.</summary>
    public string Pattern { get; }

    /// <summary>Whether they are functions of the kernel.</summary>
    public bool IsKernel => _kernel.Count > 0;

    /// <summary>What matched in the kernel and what of it cannot be traced; null for functions of programs.</summary>
    public KernelFunctionMatches? Matches { get; private init; }

    /// <summary>How many functions.</summary>
    public int Count => _kernel.Count + _user.Count;

    /// <summary>The name of a function.</summary>
    /// <param name="index">Its place, from 0.</param>
    public string this[int index] => IsKernel ? _kernel[index] : _user[index].Name;

    /// <summary>Finds the functions.</summary>
    /// <param name="pattern"><c>FUNCTION</c>, <c>LIBRARY:FUNCTION</c> or <c>/PATH:FUNCTION</c>; <c>:FUNCTION</c> is the binary of the process.</param>
    /// <param name="isRegex">Whether the function is a regular expression; otherwise <c>*</c> stands for any characters.</param>
    /// <param name="pid">The only process of interest, or null.</param>
    /// <exception cref="ToolUsageException">The pattern is not of that form.</exception>
    /// <exception cref="BpfException">Nothing matches, or the binary or process is not there.</exception>
    public static FunctionTargets Find(string pattern, bool isRegex, int? pid)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        int colon = Colon(pattern, isRegex);
        string function = pattern[(colon + 1)..];
        if (function.Length == 0)
            throw new ToolUsageException($"'{pattern}' names no function: write FUNCTION, LIBRARY:FUNCTION or /PATH:FUNCTION.");
        FunctionPattern names = Parse(function, isRegex);
        if (pid is { } id && !Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}")))
            throw new BpfException("trace process", id.ToString(CultureInfo.InvariantCulture), Errno.ESRCH, "Look for its number with ps or pgrep.");

        if (colon >= 0)
        {
            IReadOnlyList<UserFunction> user = UserFunctions.Find(Binary(pattern[..colon], pattern, pid), names, pid);
            return user.Count > 0 ? new(pattern, [], user, pid) : throw NothingFound(pattern, null);
        }

        KernelFunctionMatches matches = KernelFunctions.Match(names);
        return matches.Traceable.Count > 0 ? new(pattern, matches.Traceable, [], pid) { Matches = matches } : throw NothingFound(pattern, matches);
    }

    /// <summary>The name of the function that a program saw.</summary>
    /// <param name="function">Its attach cookie where the kernel has them (<see cref="BpfFeatures.HasAttachCookie"/>), otherwise its address.</param>
    /// <param name="pid">The process that called it.</param>
    public string NameOf(ulong function, uint pid)
    {
        if (BpfFeatures.HasAttachCookie)
            return function - 1 < (ulong)Count ? this[(int)function - 1] : "unknown";
        string? name = IsKernel ? _symbols.Value.Find(function) : UserName(function, pid);
        return name ?? string.Create(CultureInfo.InvariantCulture, $"0x{function:x}");
    }

    // What stands between a binary and a function. A regular expression may have colons of its own: "(?:read|write)".
    private static int Colon(string pattern, bool isRegex)
    {
        if (!isRegex)
            return pattern.LastIndexOf(':');
        int colon = pattern.IndexOf(':', StringComparison.Ordinal);
        return colon >= 0 && pattern.AsSpan(0, colon).ContainsAny("([\\?*") ? -1 : colon;
    }

    private static FunctionPattern Parse(string function, bool isRegex)
    {
        try
        {
            return isRegex ? FunctionPattern.RegularExpression(function) : FunctionPattern.Glob(function);
        }
        catch (ArgumentException e)
        {
            throw new ToolUsageException($"'{function}' is not a regular expression: {e.Message}");
        }
    }

    private static string Binary(string binary, string pattern, int? pid)
    {
        if (binary.Length > 0)
            return binary;
        if (pid is not { } id)
            throw new ToolUsageException($"'{pattern}' means the binary of a process: give one with -p PID.");
        string link = string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/exe");
        string? target = new FileInfo(link).LinkTarget;

        // A file that was replaced since the process started can be read through the link only.
        return target is null || target.EndsWith(" (deleted)", StringComparison.Ordinal) ? link : target;
    }

    private static BpfException NothingFound(string pattern, KernelFunctionMatches? kernel)
    {
        string remedy = kernel switch
        {
            null => "The binary has no function symbol that matches; it may be stripped, or the function inlined.",
            { Count: > 0 } => $"In the running kernel {kernel}.",
            _ => $"The running kernel has no function that matches; look for names with: grep -i {pattern.Trim('*')} /proc/kallsyms.",
        };
        return new BpfException("find functions for", pattern, Errno.ENOENT, remedy);
    }

    // Before 5.15: the address in the process leads through its mappings to the offset in the file.
    private string? UserName(ulong address, uint pid)
        => MappedOffset(address, pid) is { } offset ? _user.FirstOrDefault(f => f.FileOffset == offset)?.Name : OnlyNameAt(address);

    // Pages are mapped whole, so the place in the page remains known when the process has gone.
    private string? OnlyNameAt(ulong address)
    {
        const ulong inPage = 4095;
        UserFunction[] candidates = [.. _user.Where(f => (f.FileOffset & inPage) == (address & inPage))];
        return candidates.Length == 1 ? candidates[0].Name : null;
    }

    private static ulong? MappedOffset(ulong address, uint pid)
    {
        try
        {
            foreach (string line in File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/maps")))
            {
                // "start-end perms offset dev inode path"
                string[] fields = line.Split(' ', 4);
                string[] range = fields[0].Split('-');
                ulong start = ulong.Parse(range[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                if (address >= start && address < ulong.Parse(range[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture))
                    return address - start + ulong.Parse(fields[2], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process has ended.
        }

        return null;
    }
}
