using Sonde.Kernel;
using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>Which kernel runs.</summary>
/// <param name="Release">Its release, as <c>uname -r</c> prints it.</param>
/// <param name="BuildId">Its build id, lower-case hexadecimal; null where it is not known.</param>
/// <param name="Root">What stands before paths of the machine: nothing.</param>
internal sealed record RunningKernel(string Release, string? BuildId, string Root)
{
    /// <summary>That of this machine.</summary>
    public static RunningKernel OfThisMachine() => new(KernelVersion.Current.Release, ReadBuildId("/sys/kernel/notes"), "");

    /// <summary>The folder in which the kernel tells of a module that is loaded.</summary>
    public string FolderOf(string module) => $"{Root}/sys/module/{module}";

    /// <summary>The build id of a module that is loaded, or null.</summary>
    public string? BuildIdOf(string module) => ReadBuildId($"{FolderOf(module)}/notes/.note.gnu.build-id");

    private static string? ReadBuildId(string notes)
    {
        try
        {
            return ElfNotes.TryFindBuildId(File.ReadAllBytes(notes), alignment: 4, out ReadOnlyMemory<byte> id) && id.Length > 0
                ? Convert.ToHexString(id.Span).ToLowerInvariant()
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
