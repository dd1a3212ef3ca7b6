namespace Sonde.Bpf;

/// <summary>The links of an object. Keeps them alive until they or the object are disposed.</summary>
internal sealed class BpfLinkList : IDisposable
{
    private readonly HashSet<BpfLink> _links = [];
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

    public string[] Describe() => [.. _links.Select(l => l.ToString())];

    public void Dispose()
    {
        BpfLink[] left;
        lock (_links)
        {
            _disposed = true;
            left = [.. _links];
            _links.Clear();
        }

        foreach (BpfLink link in left)
            link.Dispose();
    }
}
