using System.Globalization;
using System.Text;
using Sonde.Kernel;
using Sonde.ObjectFiles;

namespace Sonde.Bpf;

/// <summary>Finds functions of executables and shared libraries for uprobes.</summary>
public static class UserFunctions
{
    /// <summary>The functions of a binary whose names match, sorted by name; of several names for one address the first counts.</summary>
    /// <param name="binary">
    /// A path, the name of a library without <c>lib</c> and ending (<c>c</c> is <c>libc.so.6</c>), or the name of an
    /// executable on the PATH.
    /// </param>
    /// <param name="pattern">What to look for.</param>
    /// <param name="pid">A process whose view of files and loaded libraries is used, or null for this process's.</param>
    /// <exception cref="BpfException">There is no such binary, it is no ELF file for this machine, or the process is gone.</exception>
    public static IReadOnlyList<UserFunction> Find(string binary, FunctionPattern pattern, int? pid = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(binary);
        ArgumentNullException.ThrowIfNull(pattern);
        if (pid is { } id && !Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}")))
            throw BpfErrors.Refused("look for functions in", $"process {id}", Errno.ESRCH, "there is no such process.");

        string path = BinaryPath.Resolve(binary, pid)
            ?? throw BpfErrors.Refused(
                "find binary", binary, Errno.ENOENT, "there is no such file, library or executable; give its path.");
        try
        {
            using var file = FileCopy.Read(path);
            return Matches(ElfFile.Parse(file.Memory), path, pattern);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw BpfErrors.Refused("read symbols of", path, Errno.ENOEXEC, e.Message);
        }
    }

    private static List<UserFunction> Matches(ElfFile elf, string path, FunctionPattern pattern)
    {
        var byName = new SortedDictionary<string, ulong>(StringComparer.Ordinal);
        Collect(elf, elf.DynamicSymbols, pattern, byName);
        Collect(elf, elf.Symbols, pattern, byName);

        // Aliases such as write and __write are one function: two probes there would count each call twice.
        var seen = new HashSet<ulong>();
        return [.. byName.Where(f => seen.Add(f.Value)).Select(f => new UserFunction(path, f.Key, f.Value))];
    }

    private static void Collect(ElfFile elf, ElfSymbolTable symbols, FunctionPattern pattern, SortedDictionary<string, ulong> byName)
    {
        Span<char> name = stackalloc char[512];
        foreach (ElfSymbol symbol in symbols)
        {
            if (symbol.Type != ElfSymbolType.Function || !symbol.IsDefined || symbol.NameUtf8.Length > name.Length)
                continue;
            int length = Encoding.UTF8.GetChars(symbol.NameUtf8, name);
            if (length > 0 && pattern.IsMatch(name[..length]) && elf.TryGetFileOffset(symbol.Value, out ulong offset))
                byName.TryAdd(name[..length].ToString(), offset);
        }
    }
}
