namespace Sonde.Bpf.Build;

/// <summary>Why what the build makes cannot be written.</summary>
internal static class OutputFault
{
    /// <param name="folder">The folder of all outputs.</param>
    /// <param name="fault">What the system said, with the path.</param>
    public static string Explain(string folder, Exception fault) =>
        $"what the build makes of BPF programs cannot be written to {folder}: {fault.Message.TrimEnd('.')}; the property IntermediateOutputPath says "
        + "where that folder is, by default in obj: delete what is in the way there, or let this user write to it";
}
