namespace Sonde.Bpf;

/// <summary>The links of an object. Keeps them alive until they or the object are disposed.</summary>
/// <param name="owner">The object, which each link keeps alive: it is not collected before the last of them is dropped.</param>
internal sealed class BpfLinkList(object owner)
{
    // Most links take 0.1 ms to close; what is more goes to the closer, so that the caller has control back soon.
    private const int InlineCloses = 16;

    private readonly HashSet<BpfLink> _links = [];
    private readonly object _owner = owner;
    private bool _disposed;

    public void Add(BpfLink link)
    {
        lock (_links)
        {
            if (!_disposed)
            {
                _links.Add(link);
                return;
            }
        }

        link.Dispose();
        throw new ObjectDisposedException(nameof(BpfObject));
    }

    public void Remove(BpfLink link)
    {
        lock (_links)
            _links.Remove(link);
    }

    public BpfLink[] Snapshot()
    {
        lock (_links)
            return [.. _links];
    }

    public string[] Describe() => [.. Snapshot().Select(l => l.ToString())];

    /// <summary>Detaches all; the task ends when the kernel has let go of the last.</summary>
    public Task Close()
    {
        BpfLink[] left;
        lock (_links)
        {
            _disposed = true;
            left = [.. _links];
            _links.Clear();
        }

        return CloseAll(left);
    }

    public static Task CloseAll(IReadOnlyList<BpfLink> links)
    {
        if (links.Count == 0)
            return Task.CompletedTask;
        var closing = new List<Task>(links.Count);
        int inline = 0;
        foreach (BpfLink quick in links.Where(l => !l.IsSlow).Reverse())
            closing.Add(quick.Close(inline: inline++ < InlineCloses));
        foreach (BpfLink slow in links.Where(l => l.IsSlow).Reverse())
            closing.Add(slow.Close(inline: false));
        return Task.WhenAll(closing);
    }
}
