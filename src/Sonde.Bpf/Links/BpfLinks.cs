using System.Collections;

namespace Sonde.Bpf;

/// <summary>Links that were made together. Disposing detaches them all; dropping the variable detaches nothing.</summary>
public sealed class BpfLinks : IReadOnlyList<BpfLink>, IDisposable
{
    private readonly List<BpfLink> _links = [];

    /// <summary>How many links.</summary>
    public int Count => _links.Count;

    /// <summary>A link, in the order in which they were made.</summary>
    /// <param name="index">Its place, from 0.</param>
    public BpfLink this[int index] => _links[index];

    /// <summary>Adds a link, to be disposed with the others.</summary>
    /// <param name="link">The link.</param>
    public void Add(BpfLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        _links.Add(link);
    }

    /// <inheritdoc/>
    public IEnumerator<BpfLink> GetEnumerator() => _links.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Detaches all, the last one first.</summary>
    public void Dispose()
    {
        for (int i = _links.Count - 1; i >= 0; i--)
            _links[i].Dispose();
    }
}
