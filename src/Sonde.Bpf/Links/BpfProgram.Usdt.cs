using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfProgram
{
    /// <summary>Attaches the program to a static probe of a binary or library (<c>usdt</c>).</summary>
    /// <remarks>
    /// The C file includes <c>bpf/usdt.bpf.h</c> and reads arguments by <c>bpf_usdt_arg()</c>; the program's section is
    /// <c>usdt</c> or <c>kprobe</c>. libbpf makes a uprobe for each place in the code, and switches semaphores on.
    /// </remarks>
    /// <param name="binary">A path, or the short name of a library or executable as in <see cref="UserFunctions.Find"/>.</param>
    /// <param name="provider">The provider, for example <c>libc</c>.</param>
    /// <param name="name">The probe, for example <c>memory_sbrk_more</c>.</param>
    /// <param name="pid">The process to watch, or null for all that run the file.</param>
    /// <param name="cookie">What <c>bpf_usdt_cookie()</c> gives in the program.</param>
    /// <exception cref="BpfException">There is no such binary, probe or process, or the kernel refused.</exception>
    public BpfLink AttachUsdt(string binary, string provider, string name, int? pid = null, ulong cookie = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(binary);
        ArgumentException.ThrowIfNullOrEmpty(provider);
        ArgumentException.ThrowIfNullOrEmpty(name);
        string target = $"usdt {binary}:{provider}:{name}";
        RequireLoaded();
        RequireProcess(pid, target);
        string path = BinaryPath.Resolve(binary, pid)
            ?? throw BpfErrors.Refused($"attach program {Name} to", target, Errno.ENOENT, "there is no such file, library or executable; give its path.");
        using LibbpfLog log = _object.BeginLog();
        var link = new LinkHandle(_object.Handle);
        Errno errno;
        nint made = 0;
        try
        {
            var options = new Libbpf.UsdtOptions { Size = (nuint)sizeof(Libbpf.UsdtOptions), Cookie = cookie };
            lock (_object.Handle.LinkGate)
            {
                made = Libbpf.AttachUsdt(_program, pid ?? -1, path, provider, name, &options);
                errno = (Errno)Marshal.GetLastPInvokeError();
            }

            link.Own(made);
        }
        finally
        {
            if (made == 0)
                link.Abandon();
        }

        if (made != 0)
            return Keep(new LibbpfAttachment(link), target);
        string? remedy = errno switch
        {
            Errno.ENOENT => $"{path} has no probe {provider}:{name}: 'readelf -n {path}' lists its probes.",
            Errno.ESRCH => "The program's object has no maps for USDT: include bpf/usdt.bpf.h.",
            _ => BpfObject.FirstLine(log.Text),
        };
        throw AttachFailure(target, errno, KernelFeatures.Uprobe, remedy);
    }

    // "usdt/BINARY:PROVIDER:NAME"
    private BpfLink AttachUsdtBySection(SectionTarget section)
    {
        string[] parts = section.Target.Split(':');
        return parts.Length == 3
            ? AttachUsdt(parts[0], parts[1], parts[2])
            : throw BpfErrors.Refused("attach program", Name, Errno.EINVAL, $"its section \"{SectionName}\" is not of the form usdt/BINARY:PROVIDER:NAME.");
    }
}
