using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfProgram
{
    private const uint MultiReturn = 1; // BPF_F_KPROBE_MULTI_RETURN, BPF_F_UPROBE_MULTI_RETURN

    private bool IsKprobeMulti => AttachType is BpfAttachType.TraceKprobeMulti or BpfAttachType.TraceKprobeSession;

    private bool IsUprobeMulti => AttachType is BpfAttachType.TraceUprobeMulti or BpfAttachType.TraceUprobeSession;

    /// <summary>
    /// Has the program loaded so that one link puts it on any number of kernel functions (<c>kprobe.multi</c>, kernel 5.18), where
    /// the kernel has that. Attaching and detaching thousands of functions then takes as long as a few.
    /// </summary>
    /// <remarks>Such a program can only be attached by <see cref="AttachKprobes"/>.</remarks>
    /// <returns>Whether the kernel has it; otherwise nothing changes, and <see cref="AttachKprobes"/> makes a link for each function.</returns>
    /// <exception cref="InvalidOperationException">Called after loading.</exception>
    public bool PreferKprobeMulti() => Prefer(BpfAttachType.TraceKprobeMulti, MultiProbe.HasKprobeMulti);

    /// <summary>
    /// Has the program loaded so that one link puts it on any number of functions of a file (<c>uprobe.multi</c>, kernel 6.6), where
    /// the kernel has that. Detaching then takes the kernel one wait and not one for each function.
    /// </summary>
    /// <remarks>Such a program can only be attached by <see cref="AttachUprobes"/>.</remarks>
    /// <returns>Whether the kernel has it; otherwise nothing changes, and <see cref="AttachUprobes"/> makes a link for each function.</returns>
    /// <exception cref="InvalidOperationException">Called after loading.</exception>
    public bool PreferUprobeMulti() => Prefer(BpfAttachType.TraceUprobeMulti, MultiProbe.HasUprobeMulti);

    /// <summary>Attaches the program to kernel functions: by one link where it was loaded for that, otherwise by one for each function.</summary>
    /// <remarks>
    /// All or nothing: when one function refuses, those before it are detached again. A program of section <c>kprobe.session</c>
    /// (kernel 6.10) runs at the entry and the return of each.
    /// </remarks>
    /// <param name="functions">The functions, each once.</param>
    /// <param name="onReturn">Whether to attach to their returns.</param>
    /// <param name="cookies">What <c>bpf_get_attach_cookie()</c> gives at each function; empty for none.</param>
    /// <exception cref="ArgumentException">There are cookies, and not as many as functions.</exception>
    /// <exception cref="BpfException">A function cannot be probed, or the kernel refused.</exception>
    public BpfLinks AttachKprobes(IReadOnlyList<string> functions, bool onReturn = false, ReadOnlySpan<ulong> cookies = default)
    {
        ArgumentNullException.ThrowIfNull(functions);
        RequireCookies(functions.Count, cookies);
        var links = new BpfLinks();
        try
        {
            if (IsKprobeMulti && functions.Count > 0)
                links.Add(AttachKprobeMulti(functions, onReturn, cookies));
            for (int i = 0; i < functions.Count && !IsKprobeMulti; i++)
                links.Add(AttachKprobe(functions[i], cookies.IsEmpty ? 0 : cookies[i], onReturn, 0));
            return links;
        }
        catch
        {
            links.Dispose();
            throw;
        }
    }

    /// <summary>Attaches the program to user functions: by one link for each file where it was loaded for that, otherwise by one for each function.</summary>
    /// <remarks>
    /// All or nothing: when one function refuses, those before it are detached again. A program of section <c>uprobe.session</c>
    /// (kernel 6.13) runs at the entry and the return of each.
    /// </remarks>
    /// <param name="functions">The functions.</param>
    /// <param name="pid">The process to watch, or null for all that run the files.</param>
    /// <param name="onReturn">Whether to attach to their returns.</param>
    /// <param name="cookies">What <c>bpf_get_attach_cookie()</c> gives at each function; empty for none.</param>
    /// <exception cref="ArgumentException">There are cookies, and not as many as functions.</exception>
    /// <exception cref="BpfException">The process or a file is gone, or the kernel refused.</exception>
    public BpfLinks AttachUprobes(
        IReadOnlyList<UserFunction> functions, int? pid = null, bool onReturn = false, ReadOnlySpan<ulong> cookies = default)
    {
        ArgumentNullException.ThrowIfNull(functions);
        RequireCookies(functions.Count, cookies);
        ulong[] each = cookies.ToArray();
        var links = new BpfLinks();
        try
        {
            if (IsUprobeMulti)
            {
                foreach (IGrouping<string, int> file in Enumerable.Range(0, functions.Count).GroupBy(i => functions[i].Path, StringComparer.Ordinal))
                {
                    UserFunction[] inFile = [.. file.Select(i => functions[i])];
                    links.Add(AttachUprobeMulti(file.Key, inFile, pid, onReturn, each.Length == 0 ? [] : [.. file.Select(i => each[i])]));
                }
            }

            for (int i = 0; i < functions.Count && !IsUprobeMulti; i++)
                links.Add(AttachUprobe(functions[i], pid, each.Length == 0 ? 0 : each[i], onReturn));
            return links;
        }
        catch
        {
            links.Dispose();
            throw;
        }
    }

    private bool Prefer(BpfAttachType type, bool kernelHasIt)
    {
        if (kernelHasIt)
            AttachType = type;
        else
            _object.RequireOpen($"The attach type of program {Name}");
        return kernelHasIt;
    }

    private BpfLink AttachKprobeMulti(IReadOnlyList<string> functions, bool onReturn, ReadOnlySpan<ulong> cookies)
    {
        string target = $"{(onReturn ? "kretprobe.multi" : "kprobe.multi")} {Describe(functions)}";
        nint[] names = new nint[functions.Count];
        try
        {
            for (int i = 0; i < names.Length; i++)
                names[i] = Marshal.StringToCoTaskMemUTF8(functions[i]);
            fixed (nint* symbols = names)
            fixed (ulong* values = cookies)
            {
                var attributes = new LinkCreateAttributes
                {
                    AttachType = AttachType,
                    KprobeFlags = onReturn ? MultiReturn : 0,
                    KprobeCount = (uint)names.Length,
                    KprobeSymbols = (byte**)symbols,
                    KprobeCookies = values,
                };
                return CreateLink(ref attributes, target, KernelFeatures.Kprobe, isSlow: true);
            }
        }
        catch (BpfException e) when (e.Errno is Errno.ENOENT or Errno.EINVAL or Errno.ESRCH)
        {
            throw ExplainMulti(e, target, functions);
        }
        finally
        {
            foreach (nint name in names)
                Marshal.FreeCoTaskMem(name);
        }
    }

    // The kernel says only that it does not know one of them.
    private BpfException ExplainMulti(BpfException failure, string target, IReadOnlyList<string> functions)
    {
        var known = new HashSet<string>(KernelFunctions.Find(FunctionPattern.Glob("*")), StringComparer.Ordinal);
        string[] unknown = [.. functions.Where(f => !known.Contains(f)).Take(5)];
        return unknown.Length == 0
            ? failure
            : BpfErrors.Refused(
                $"attach program {Name} to", target, failure.Errno, $"this kernel has no function {string.Join(", ", unknown)} that can be probed.");
    }

    private BpfLink AttachUprobeMulti(string path, UserFunction[] functions, int? pid, bool onReturn, ulong[] cookies)
    {
        string target = $"{(onReturn ? "uretprobe.multi" : "uprobe.multi")} {path}:{Describe([.. functions.Select(f => f.Name)])}";
        RequireProcess(pid, target);
        using var name = new Utf8Name(path);
        fixed (ulong* offsets = functions.Select(f => f.FileOffset).ToArray())
        fixed (ulong* values = cookies)
        {
            var attributes = new LinkCreateAttributes
            {
                AttachType = AttachType,
                UprobePath = name.Start,
                UprobeOffsets = offsets,
                UprobeCookies = values,
                UprobeCount = (uint)functions.Length,
                UprobeFlags = onReturn ? MultiReturn : 0,
                UprobePid = (uint)(pid ?? 0),
            };
            return CreateLink(ref attributes, target, KernelFeatures.Uprobe, isSlow: true);
        }
    }

    private static string Describe(IReadOnlyList<string> functions)
        => functions.Count == 1 ? functions[0] : $"{functions[0]} and {functions.Count - 1} more";

    private static void RequireCookies(int functions, ReadOnlySpan<ulong> cookies)
    {
        if (!cookies.IsEmpty && cookies.Length != functions)
            throw new ArgumentException($"There are {cookies.Length} cookies for {functions} functions.", nameof(cookies));
    }
}
