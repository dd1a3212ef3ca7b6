namespace Sonde.Bpf;

/// <summary>A program attached to something. It belongs to its object and lives until it or the object is disposed.</summary>
/// <remarks>Dropping the variable detaches nothing. Thread-safe.</remarks>
public sealed class BpfLink : IDisposable
{
    private readonly LinkHandle _handle;
    private readonly BpfLinkList _owner;

    internal BpfLink(LinkHandle handle, BpfLinkList owner, BpfProgram program, string target)
    {
        _handle = handle;
        _owner = owner;
        Program = program;
        Target = target;
    }

    /// <summary>The program.</summary>
    public BpfProgram Program { get; }

    /// <summary>What it is attached to, in words: <c>kprobe vfs_read</c>.</summary>
    public string Target { get; }

    /// <summary>Whether it is attached still.</summary>
    public bool IsAttached => !_handle.IsClosed;

    /// <summary>Detaches the program. Perf-event links take some milliseconds: the kernel waits until no CPU runs it.</summary>
    public void Dispose()
    {
        _handle.Dispose();
        _owner.Remove(this);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Program.Name} on {Target}";
}
