using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>A program attached to something. It belongs to its object and lives until it or the object is disposed.</summary>
/// <remarks>Dropping the variable detaches nothing. Thread-safe.</remarks>
public sealed partial class BpfLink : IDisposable, IAsyncDisposable
{
    private readonly Attachment _attachment;
    private readonly BpfLinkList? _owner;
    private readonly object _gate = new();
    private Task? _closed;
    private bool _detached;

    internal BpfLink(Attachment attachment, BpfLinkList? owner, string programName, string target)
    {
        _attachment = attachment;
        _owner = owner;
        ProgramName = programName;
        Target = target;
    }

    /// <summary>
    /// The name of the program; for <c>struct_ops</c> that of the map. One that was opened from a pin or by its id is a "pinned link" or "link":
    /// <see cref="GetInfo"/> says more.
    /// </summary>
    public string ProgramName { get; }

    /// <summary>What it is attached to, in words: <c>kprobe vfs_read</c>; the path or id of one that was opened.</summary>
    public string Target { get; }

    /// <summary>Whether it was neither disposed nor detached yet. Afterwards the program may run for some moments more, see <see cref="Dispose"/>.</summary>
    public bool IsAttached => Volatile.Read(ref _closed) is null && !Volatile.Read(ref _detached);

    /// <summary>Detaches the program, unless the link is pinned.</summary>
    /// <remarks>
    /// Where the kernel takes long (kprobes, uprobes, USDT, tracepoints, multi-attach links), a thread of Sonde's does it, and the program may
    /// run for some moments after this returned: await <see cref="DisposeAsync"/> to be sure that it does not. All others detach before it returns.
    /// </remarks>
    public void Dispose() => Close(inline: !_attachment.IsSlow);

    /// <summary>Detaches the program, unless the link is pinned, and completes when the kernel has let go of it.</summary>
    public ValueTask DisposeAsync() => new(Close(inline: false));

    /// <inheritdoc/>
    public override string ToString() => $"{ProgramName} on {Target}";

    internal bool IsSlow => _attachment.IsSlow;

    /// <summary>Detaches on this thread, or on the closer's. What fails fails the task.</summary>
    internal Task Close(bool inline)
    {
        lock (_gate)
        {
            if (_closed is null)
                Volatile.Write(ref _closed, inline || _attachment.OutlivesProcess ? CloseHere() : LinkCloser.Close(_attachment));
        }

        _owner?.Remove(this);
        return _closed;
    }

    private Task CloseHere()
    {
        try
        {
            _attachment.Dispose();
            return Task.CompletedTask;
        }
        catch (Exception e)
        {
            return Task.FromException(e);
        }
    }

    private FdHandle RequireLink(string what)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed) is not null, this);
        return _attachment.Link ?? throw BpfErrors.Refused(
            what, ToString(), Errno.EOPNOTSUPP, "it is no link of the kernel: probes and tracepoints have one since kernel 5.15, USDT and classic tc have none.");
    }
}
