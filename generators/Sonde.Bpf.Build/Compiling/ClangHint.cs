namespace Sonde.Bpf.Build.Compiling;

/// <summary>What to do about errors of clang whose cause is in the project file or in a macro of sonde.bpf.h, of which clang knows nothing.</summary>
internal static class ClangHint
{
    /// <summary>The message, and what to do where that is known.</summary>
    public static string Complete(string text)
    {
        if (text == "'vmlinux.h' file not found")
            return text + "; the property SondeVmlinuxHeader, set to true, has the build make it of the running kernel's types";
        if (text.StartsWith("unknown target CPU ", StringComparison.Ordinal))
            return text + "; it is the metadata Cpu of the item, or the property SondeBpfCpu";
        if (text.StartsWith("redefinition of 'SONDE_RECORD_", StringComparison.Ordinal))
            return text + "; SONDE_RECORD gives two records of one ring the same tag";
        if (text.StartsWith("use of undeclared identifier 'SONDE_RECORD_", StringComparison.Ordinal))
            return text + "; no SONDE_RECORD declares a record with this tag for the ring";
        if (text.StartsWith("no member named 'value' in 'struct (unnamed", StringComparison.Ordinal))
            return text + "; a ring of SONDE_RECORDS takes sonde_reserve_record, sonde_reserve is for one of SONDE_RING";
        return text;
    }
}
