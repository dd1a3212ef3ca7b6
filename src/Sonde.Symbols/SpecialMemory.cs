namespace Sonde.Symbols;

/// <summary>What names of mappings stand for memory that no file on a disk has.</summary>
internal static class SpecialMemory
{
    /// <summary>The code that the kernel maps into each process.</summary>
    public const string Vdso = "[vdso]";

    private const string MemoryFile = "/memfd:";

    /// <summary>Whether it is the code that the kernel maps into each process.</summary>
    public static bool IsVdso(string name) => name == Vdso;

    /// <summary>
    /// Whether it is a file in memory, as .NET maps what it compiles from one, so that it can be written at one address and run at another
    /// (<c>/memfd:doublemapper</c>).
    /// </summary>
    public static bool IsMemoryFile(string name) => name.StartsWith(MemoryFile, StringComparison.Ordinal);

    /// <summary>
    /// Whether it is a file that can be read at its path. <c>[heap]</c>, <c>[stack]</c>, perf's <c>//anon</c> and no name stand for memory of no file,
    /// and so do paths that the kernel makes up for memory that processes share.
    /// </summary>
    public static bool IsFile(string name) =>
        name.StartsWith('/') && !name.StartsWith("//", StringComparison.Ordinal) && !IsMemoryFile(name)
        && !name.StartsWith("/dev/zero", StringComparison.Ordinal) && !name.StartsWith("/SYSV", StringComparison.Ordinal)
        && !name.StartsWith("/anon_hugepage", StringComparison.Ordinal);
}
