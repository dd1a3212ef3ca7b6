using System.Globalization;
using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfProgram
{
    /// <summary>Attaches the program to the entry of a user function (<c>uprobe</c>).</summary>
    /// <param name="function">The function.</param>
    /// <param name="pid">The process to watch, or null for all that run the file.</param>
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> gives in the program; anything but 0 needs kernel 5.15.</param>
    /// <exception cref="BpfException">The process or the file is gone, or the kernel refused.</exception>
    public BpfLink AttachUprobe(UserFunction function, int? pid = null, ulong cookie = 0)
        => AttachUprobe(function, pid, cookie, isReturn: false);

    /// <summary>Attaches the program to the return of a user function (<c>uretprobe</c>).</summary>
    /// <param name="function">The function.</param>
    /// <param name="pid">The process to watch, or null for all that run the file.</param>
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> gives in the program; anything but 0 needs kernel 5.15.</param>
    /// <exception cref="BpfException">The process or the file is gone, or the kernel refused.</exception>
    public BpfLink AttachUretprobe(UserFunction function, int? pid = null, ulong cookie = 0)
        => AttachUprobe(function, pid, cookie, isReturn: true);

    private BpfLink AttachUprobe(UserFunction function, int? pid, ulong cookie, bool isReturn)
    {
        ArgumentNullException.ThrowIfNull(function);
        RequireType(nameof(AttachUprobe), BpfProgramType.Kprobe);
        string target = $"{(isReturn ? "uretprobe" : "uprobe")} {function.Path}:{function.Name}";
        RequireProcess(pid, target);
        using var path = new Utf8Name(function.Path);
        var attributes = new PerfEventAttributes
        {
            Type = ProbePmu.TypeOf("uprobe"),
            Config = isReturn ? ProbePmu.ReturnBit("uprobe") : 0,
            Config1 = (ulong)path.Start,
            Config2 = function.FileOffset,
        };
        return AttachProbe(in attributes, pid ?? PerfEventHandle.Any, pid is null ? 0 : PerfEventHandle.Any, cookie, target, KernelFeatures.Uprobe);
    }

    private void RequireProcess(int? pid, string target)
    {
        if (pid is { } id && !Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}")))
            throw BpfErrors.Refused($"attach program {Name} to", target, Errno.ESRCH, $"there is no process {id}.");
    }
}
