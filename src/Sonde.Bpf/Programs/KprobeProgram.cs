namespace Sonde.Bpf;

/// <summary>A program of probes on kernel and user functions: <c>BPF_PROG_TYPE_KPROBE</c>, kernel 4.1.</summary>
/// <remarks>The sections are <c>kprobe</c>, <c>kretprobe</c>, <c>ksyscall</c>, <c>kretsyscall</c>, <c>uprobe</c>, <c>uretprobe</c>, <c>usdt</c>, and those with <c>.multi</c> and <c>.session</c>. To the
/// kernel they are one type: a program of section <c>kprobe</c> can be put on a user function too.</remarks>
/// <param name="program">The untyped program.</param>
public sealed class KprobeProgram(BpfProgram program) : BpfTypedProgram(program)
{
    /// <inheritdoc cref="BpfProgram.Attach()"/>
    public BpfLink Attach() => Program.Attach();

    /// <inheritdoc cref="BpfProgram.AttachKprobe(string, ulong, ulong)"/>
    public BpfLink AttachKprobe(string function, ulong cookie = 0, ulong offset = 0) => Program.AttachKprobe(function, cookie, offset);

    /// <inheritdoc cref="BpfProgram.AttachKretprobe(string, ulong)"/>
    public BpfLink AttachKretprobe(string function, ulong cookie = 0) => Program.AttachKretprobe(function, cookie);

    /// <inheritdoc cref="BpfProgram.AttachSystemCall(string, bool, ulong)"/>
    public BpfLink AttachSystemCall(string name, bool onReturn = false, ulong cookie = 0)
        => Program.AttachSystemCall(name, onReturn, cookie);

    /// <inheritdoc cref="BpfProgram.AttachKprobes(IReadOnlyList{string}, bool, ReadOnlySpan{ulong})"/>
    public BpfLinks AttachKprobes(IReadOnlyList<string> functions, bool onReturn = false, ReadOnlySpan<ulong> cookies = default)
        => Program.AttachKprobes(functions, onReturn, cookies);

    /// <inheritdoc cref="BpfProgram.PreferKprobeMulti()"/>
    public bool PreferKprobeMulti() => Program.PreferKprobeMulti();

    /// <inheritdoc cref="BpfProgram.AttachUprobe(UserFunction, int?, ulong)"/>
    public BpfLink AttachUprobe(UserFunction function, int? pid = null, ulong cookie = 0) => Program.AttachUprobe(function, pid, cookie);

    /// <inheritdoc cref="BpfProgram.AttachUretprobe(UserFunction, int?, ulong)"/>
    public BpfLink AttachUretprobe(UserFunction function, int? pid = null, ulong cookie = 0)
        => Program.AttachUretprobe(function, pid, cookie);

    /// <inheritdoc cref="BpfProgram.AttachUprobes(IReadOnlyList{UserFunction}, int?, bool, ReadOnlySpan{ulong})"/>
    public BpfLinks AttachUprobes(
        IReadOnlyList<UserFunction> functions, int? pid = null, bool onReturn = false, ReadOnlySpan<ulong> cookies = default)
        => Program.AttachUprobes(functions, pid, onReturn, cookies);

    /// <inheritdoc cref="BpfProgram.PreferUprobeMulti()"/>
    public bool PreferUprobeMulti() => Program.PreferUprobeMulti();

    /// <inheritdoc cref="BpfProgram.AttachUsdt(string, string, string, int?, ulong)"/>
    public BpfLink AttachUsdt(string binary, string provider, string name, int? pid = null, ulong cookie = 0)
        => Program.AttachUsdt(binary, provider, name, pid, cookie);
}
