namespace Sonde.Bpf.Build.Compiling;

/// <summary>What to do about errors of clang whose cause is in the project file, of which clang knows nothing.</summary>
internal static class ClangHint
{
    /// <summary>The message, and what to do where that is known.</summary>
    public static string Complete(string text)
    {
        if (text == "'vmlinux.h' file not found")
            return text + "; the property SondeVmlinuxHeader, set to true, has the build make it of the running kernel's types";
        if (text.StartsWith("unknown target CPU ", StringComparison.Ordinal))
            return text + "; it is the metadata Cpu of the item, or the property SondeBpfCpu";
        return text;
    }
}
