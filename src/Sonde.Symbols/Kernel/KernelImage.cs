using Sonde.Kernel;
using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>The running kernel's own file with its debug information, and how far the kernel was moved when it was started (KASLR).</summary>
internal sealed class KernelImage : IDisposable
{
    private readonly NativeModule _module;
    private readonly ulong _slide;

    private KernelImage(NativeModule module, ulong slide)
    {
        _module = module;
        _slide = slide;
    }

    /// <summary>About how many bytes of memory it takes.</summary>
    public long Bytes => _module.Bytes;

    /// <summary>Opens the file of a kernel where distributions and developers keep it; null when it is in none of these places.</summary>
    /// <param name="symbols">The kernel's symbols, which say where it is.</param>
    /// <param name="release">Its release, as <c>uname -r</c> prints it.</param>
    /// <param name="buildId">Its build id, lower-case hexadecimal, which the file must have; null when it is not known.</param>
    /// <param name="folders">Where debug files are.</param>
    /// <param name="options">How to read it.</param>
    public static KernelImage? TryOpen(KernelSymbols symbols, string release, string? buildId, IReadOnlyList<string> folders, ModuleOptions options)
    {
        if (options.LineBytes == 0)
            return null;
        foreach (string path in Places(release, buildId, folders))
        {
            if (OpenedFile.TryOpen(path) is { } file && TryRead(file, path, symbols, buildId, options) is { } image)
                return image;
        }

        return null;
    }

    /// <summary>The build id of the running kernel, lower-case hexadecimal, or null.</summary>
    public static string? RunningBuildId()
    {
        const string Notes = "/sys/kernel/notes";
        try
        {
            return ElfNotes.TryFindBuildId(File.ReadAllBytes(Notes), alignment: 4, out ReadOnlyMemory<byte> id) && id.Length > 0
                ? Convert.ToHexString(id.Span).ToLowerInvariant()
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The line of an address of the running kernel, and what was inlined there, with no name where it has none.</summary>
    public SymbolFrame Name(ulong address) => _module.Name(address, unchecked(address - _slide), FrameKind.Kernel, "[kernel]");

    public void Dispose() => _module.Dispose();

    private static IEnumerable<string> Places(string release, string? buildId, IReadOnlyList<string> folders)
    {
        foreach (string folder in folders)
        {
            if (buildId is { Length: > 2 })
                yield return $"{folder}/.build-id/{buildId[..2]}/{buildId[2..]}.debug";
            yield return $"{folder}/boot/vmlinux-{release}";
            yield return $"{folder}/lib/modules/{release}/vmlinux";
            yield return $"{folder}/usr/lib/modules/{release}/vmlinux";
        }

        yield return $"/boot/vmlinux-{release}";
        yield return $"/usr/lib/modules/{release}/build/vmlinux";
    }

    private static KernelImage? TryRead(ElfFile file, string path, KernelSymbols symbols, string? buildId, ModuleOptions options)
    {
        try
        {
            bool isRight = buildId is null || DebugFiles.BuildIdOf(file) == buildId;
            if (isRight && FindSlide(file, symbols) is { } slide)
                return new KernelImage(NativeModule.Read(file, path, "", path, options), slide);
        }
        catch (Exception e) when (e is FormatException or IOException)
        {
            // Names go on without lines.
        }

        file.Dispose();
        return null;
    }

    // Where the kernel's code begins: in the file, and here.
    private static ulong? FindSlide(ElfFile file, KernelSymbols symbols) =>
        file.Symbols.TryFind("_stext"u8, out ElfSymbol start) && symbols.FindByName("_stext") is [var here, ..] ? unchecked(here.Address - start.Value) : null;
}
