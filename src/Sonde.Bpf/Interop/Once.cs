namespace Sonde.Bpf;

/// <summary>Something that is made at first use, by whichever thread comes first; what a second thread made meanwhile is disposed.</summary>
internal struct Once<T>
    where T : class, IDisposable
{
    private T? _value;

    public readonly T? Value => _value;

    public T Keep(T made)
    {
        if (Interlocked.CompareExchange(ref _value, made, null) is not { } first)
            return made;
        made.Dispose();
        return first;
    }

    public readonly void Dispose() => _value?.Dispose();
}
