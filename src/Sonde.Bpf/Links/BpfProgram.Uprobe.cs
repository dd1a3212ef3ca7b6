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

    private struct UprobeArguments
    {
        public int Pid;
        public nint Path;
        public nuint Offset;
        public Libbpf.UprobeOptions Options;
    }

    private BpfLink AttachUprobe(UserFunction function, int? pid, ulong cookie, bool isReturn)
    {
        ArgumentNullException.ThrowIfNull(function);
        string target = $"{(isReturn ? "uretprobe" : "uprobe")} {function.Path}:{function.Name}";
        if (pid is { } id && !Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}")))
            throw BpfErrors.Refused($"attach program {Name} to", target, Errno.ESRCH, $"there is no process {id}.");

        using var path = new Utf8Name(function.Path);
        var arguments = new UprobeArguments
        {
            Pid = pid ?? -1,
            Path = (nint)path.Start,
            Offset = checked((nuint)function.FileOffset),
            Options = new() { Size = (nuint)sizeof(Libbpf.UprobeOptions), Cookie = cookie, IsReturn = isReturn ? (byte)1 : (byte)0 },
        };
        return AttachAs(target, KernelFeatures.Uprobe, &Attach, (nint)(&arguments));

        static nint Attach(nint program, nint argument)
        {
            var arguments = (UprobeArguments*)argument;
            return Libbpf.AttachUprobe(program, arguments->Pid, (byte*)arguments->Path, arguments->Offset, &arguments->Options);
        }
    }
}
