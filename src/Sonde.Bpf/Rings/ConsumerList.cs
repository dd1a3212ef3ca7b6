namespace Sonde.Bpf;

/// <summary>Those that wait for the records of a ring, to be disposed with it.</summary>
internal sealed class ConsumerList(string ring) : IDisposable
{
    private readonly HashSet<IDisposable> _consumers = [];
    private bool _disposed;

    /// <exception cref="ObjectDisposedException">The ring was disposed; so is the consumer now.</exception>
    public void Attach(IDisposable consumer)
    {
        lock (_consumers)
        {
            if (!_disposed)
            {
                _consumers.Add(consumer);
                return;
            }
        }

        consumer.Dispose();
        throw new ObjectDisposedException(ring);
    }

    public void Detach(IDisposable consumer)
    {
        lock (_consumers)
            _consumers.Remove(consumer);
    }

    public void Dispose()
    {
        IDisposable[] left;
        lock (_consumers)
        {
            _disposed = true;
            left = [.. _consumers];
            _consumers.Clear();
        }

        foreach (IDisposable consumer in left)
            consumer.Dispose();
    }
}
