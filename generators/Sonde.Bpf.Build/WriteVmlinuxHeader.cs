using System.Text;
using Microsoft.Build.Framework;
using Sonde.ObjectFiles;
using static System.FormattableString;

namespace Sonde.Bpf.Build;

/// <summary>Writes vmlinux.h, the types of a kernel as C, and leaves it alone while the kernel is the same.</summary>
public sealed class WriteVmlinuxHeader : Microsoft.Build.Utilities.Task
{
    private const string RunningKernel = "/sys/kernel/btf/";

    // Another version of this task may write the same types otherwise.
    private static readonly Guid Version = typeof(WriteVmlinuxHeader).Module.ModuleVersionId;

    /// <summary>BTF as the kernel gives it, or an ELF file with a section <c>.BTF</c>.</summary>
    [Required]
    public string Btf { get; set; } = "";

    /// <summary>The header.</summary>
    [Required]
    public string Header { get; set; } = "";

    private bool IsRunningKernel => Btf.StartsWith(RunningKernel, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Execute()
    {
        try
        {
            if (File.Exists(Btf))
                WriteIfChanged();
            else
                LogUnreadable(Missing());
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            LogUnreadable($"vmlinux.h cannot be made of it: {e.Message}");
        }

        return !Log.HasLoggedErrors;
    }

    private void WriteIfChanged()
    {
        string stampFile = Header + ".stamp";
        string stamp = $"{Version} {Btf} {Identity()}\n";
        if (File.Exists(Header) && TextFile.Holds(stampFile, stamp))
            return;
        Log.LogMessage(MessageImportance.High, "vmlinux.h: {0}", Btf);
        var text = new MemoryStream();
        using (var writer = new StreamWriter(text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true))
            Read(File.ReadAllBytes(Btf)).WriteCHeader(writer);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Header));
            TextFile.WriteIfDifferent(Header, text.ToArray());
            TextFile.WriteIfDifferent(stampFile, stamp);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.LogError(null, BuildErrors.OutputUnwritable, null, Header, 0, 0, 0, 0, "{0}", OutputFault.Explain(Path.GetDirectoryName(Header), e));
        }
    }

    // The running kernel's file has the time at which somebody looked at it first after the boot, and five megabytes to read; which
    // kernel it is, its build id says.
    private string Identity()
    {
        var file = new FileInfo(Btf);
        byte[] notes = IsRunningKernel && File.Exists("/sys/kernel/notes") ? File.ReadAllBytes("/sys/kernel/notes") : [];
        return IsRunningKernel && notes.Length > 0
            ? Invariant($"{file.Length} {Convert.ToBase64String(notes)}")
            : Invariant($"{file.Length} {file.LastWriteTimeUtc.Ticks}");
    }

    private static Btf Read(byte[] bytes)
    {
        if (!bytes.AsSpan().StartsWith("\x7f\x45LF"u8))
            return ObjectFiles.Btf.Parse(bytes);
        return ElfFile.Parse(bytes).TryGetSection(".BTF"u8, out ElfSection? section)
            ? ObjectFiles.Btf.Parse(section.Data)
            : throw new BtfFormatException("the ELF file has no section .BTF");
    }

    private string Missing() => IsRunningKernel
        ? "vmlinux.h is made of the kernel's types, and this kernel does not give them (it is built without CONFIG_DEBUG_INFO_BTF): "
            + "set the property SondeVmlinuxBtf to a file with the BTF of another kernel"
        : "vmlinux.h is made of this file, which the property SondeVmlinuxBtf names, and it does not exist";

    private void LogUnreadable(string message) =>
        Log.LogError(null, BuildErrors.KernelTypesUnreadable, null, Btf, 0, 0, 0, 0, "{0}", message);
}
