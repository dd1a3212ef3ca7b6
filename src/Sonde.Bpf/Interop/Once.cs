namespace Sonde.Bpf;

/// <summary>
/// Something that is made at first use, by whichever thread comes first, and disposed once. What a second thread made meanwhile,
/// or one that comes after the end, is disposed at once.
/// </summary>
internal sealed class Once<T>
    where T : class, IDisposable
{
    private readonly object _gate = new();
    private T? _value;
    private bool _disposed;

    public T? Value => Volatile.Read(ref _value);

    /// <exception cref="ObjectDisposedException">The end has come; what was made is disposed.</exception>
    public T Keep(T made)
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                if (_value is null)
                {
                    Volatile.Write(ref _value, made);
                    return made;
                }

                made.Dispose();
                return _value;
            }
        }

        made.Dispose();
        throw new ObjectDisposedException(nameof(BpfObject));
    }

    public void Dispose()
    {
        T? made;
        lock (_gate)
        {
            _disposed = true;
            made = _value;
        }

        made?.Dispose(); // Outside: it may wait for a handler that disposes the same.
    }
}
