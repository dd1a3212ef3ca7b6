namespace Sonde.Bpf;

/// <summary>Between an inner map and its typed view.</summary>
internal static class InnerView
{
    /// <summary>The view of a map that was just opened or created; a map that does not fit is disposed.</summary>
    public static TInner Of<TInner>(BpfMap inner, Func<BpfMap, TInner> view)
        where TInner : class, ITypedMap
    {
        try
        {
            return view(inner);
        }
        catch
        {
            inner.Dispose();
            throw;
        }
    }

    public static BpfMap MapOf<TInner>(TInner inner)
        where TInner : class, ITypedMap
    {
        ArgumentNullException.ThrowIfNull(inner);
        return inner.Map;
    }
}
