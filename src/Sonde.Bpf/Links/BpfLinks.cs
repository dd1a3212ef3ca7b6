using System.Collections;

namespace Sonde.Bpf;

/// <summary>Links that were made together. Disposing detaches them all; dropping the variable detaches nothing.</summary>
/// <remarks>One thread at a time may add; the links themselves are thread-safe.</remarks>
public sealed class BpfLinks : IReadOnlyList<BpfLink>, IDisposable, IAsyncDisposable
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

    /// <summary>Adds links, to be disposed with the others.</summary>
    /// <param name="links">The links.</param>
    public void AddRange(IEnumerable<BpfLink> links) => _links.AddRange(links);

    /// <inheritdoc/>
    public IEnumerator<BpfLink> GetEnumerator() => _links.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Detaches all, the last one first, and returns at once: see <see cref="BpfLink.Dispose"/>.</summary>
    public void Dispose() => _ = BpfLinkList.CloseAll(_links);

    /// <summary>Detaches all, and completes when the kernel has let go of them.</summary>
    public ValueTask DisposeAsync() => new(BpfLinkList.CloseAll(_links));
}
