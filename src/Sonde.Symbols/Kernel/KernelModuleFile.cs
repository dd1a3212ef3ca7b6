using System.Globalization;
using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>The file of a loaded kernel module, with its debug information.</summary>
internal static class KernelModuleFile
{
    /// <summary>
    /// Opens the file that distributions keep beside the kernel's, or the module itself if it is not stripped; null when there is none, or this
    /// process may not know where the module is loaded.
    /// </summary>
    /// <param name="module">The module, as the kernel lists it.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="folders">Where debug files are.</param>
    /// <param name="options">How to read it.</param>
    public static KernelLines? TryOpenLines(string module, RunningKernel kernel, IReadOnlyList<string> folders, ModuleOptions options)
    {
        string? buildId = kernel.BuildIdOf(module);
        return KernelLines.TryOpen(Places(module, buildId, kernel, folders, options), buildId, options, (file, files) =>
            new KernelLines(new SourceLines(file, files, options.LineBytes, Place(file, $"{kernel.FolderOf(module)}/sections")), slide: 0));
    }

    private static IEnumerable<string> Places(string module, string? buildId, RunningKernel kernel, IReadOnlyList<string> folders, ModuleOptions options)
    {
        string own = $"/lib/modules/{kernel.Release}";
        if (FindFile(kernel.Root + own, module) is { } file)
        {
            foreach (string folder in folders)
            {
                yield return $"{folder}{own}/{file}";
                yield return $"{folder}{own}/{file}.debug";
                yield return $"{folder}/usr{own}/{file}";
                yield return $"{folder}/usr{own}/{file}.debug";
            }

            yield return $"{kernel.Root}{own}/{file}";
        }

        if (buildId is not null && options.DebugFiles.FindBuild(buildId) is { } found)
            yield return found;
    }

    // The list that modprobe uses: "kernel/fs/ext4/ext4.ko.xz: kernel/lib/crc16.ko.xz". Modules have _ in their names where files may have -.
    private static string? FindFile(string folder, string module)
    {
        try
        {
            foreach (string line in File.ReadLines($"{folder}/modules.dep"))
            {
                int end = line.IndexOf(".ko", StringComparison.Ordinal);
                if (end >= 0 && line.AsSpan(line.LastIndexOf('/', end) + 1, end - line.LastIndexOf('/', end) - 1) is var name
                    && name.Length == module.Length && name.ToString().Replace('-', '_') == module)
                {
                    return line[..(end + ".ko".Length)];
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // By its build id it may be found yet.
        }

        return null;
    }

    // One file for each section, "0xffffffffc0a3e000": readable for root.
    private static ElfPlacement Place(ElfFile file, string sections) => new(file, section =>
    {
        string path = $"{sections}/{section.Name}";
        if (section.Name.Length == 0 || section.Name.Contains('/') || !File.Exists(path))
            return null;
        ReadOnlySpan<char> text = File.ReadAllText(path).AsSpan().Trim();
        return text.StartsWith("0x") && ulong.TryParse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong address) && address != 0
            ? address
            : null;
    });
}
