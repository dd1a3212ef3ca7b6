namespace Sonde.Bpf;

/// <summary>A hash table of maps of one kind: <c>BPF_MAP_TYPE_HASH_OF_MAPS</c>, kernel 4.12.</summary>
/// <remarks>What <see cref="BpfHashOfMaps{TKey}"/> says of itself holds here too.</remarks>
/// <typeparam name="TKey">The layout of a key.</typeparam>
/// <typeparam name="TInner">The typed view of an inner map, for example <see cref="BpfHashMap{TKey, TValue}"/>.</typeparam>
public sealed class BpfHashOfMaps<TKey, TInner> : ITypedMap
    where TKey : unmanaged
    where TInner : class, ITypedMap
{
    private readonly BpfHashOfMaps<TKey> _maps;
    private readonly Func<BpfMap, TInner> _view;

    internal BpfHashOfMaps(BpfHashOfMaps<TKey> maps, Func<BpfMap, TInner> view)
    {
        _maps = maps;
        _view = view;
    }

    /// <summary>The untyped map.</summary>
    public BpfMap Map => _maps.Map;

    /// <summary>Creates a map that this one can hold. The caller disposes its <see cref="ITypedMap.Map"/>; a key of the table keeps it in the kernel.</summary>
    /// <param name="name">Its name; may be empty.</param>
    /// <exception cref="InvalidOperationException">The template is not known: this map was opened from a pin or by id.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public TInner CreateInner(string name = "") => InnerView.Of(_maps.CreateInner(name), _view);

    /// <inheritdoc cref="BpfHashOfMaps{TKey}.Set(in TKey, BpfMap)"/>
    public void Set(in TKey key, TInner inner) => _maps.Set(in key, InnerView.MapOf(inner));

    /// <summary>Sets the map of a key and gives the one that it had, whose <see cref="ITypedMap.Map"/> the caller disposes. Needs CAP_SYS_ADMIN.</summary>
    /// <param name="key">The key.</param>
    /// <param name="inner">A map as the template; it may be disposed afterwards.</param>
    /// <returns>The map that it had, or null.</returns>
    /// <exception cref="BpfException">The map is not as the template, the table is full, or the kernel refused.</exception>
    public TInner? Swap(in TKey key, TInner inner)
        => _maps.Swap(in key, InnerView.MapOf(inner)) is { } old ? InnerView.Of(old, _view) : null;

    /// <summary>Opens the map of a key. The caller disposes its <see cref="ITypedMap.Map"/>. Needs CAP_SYS_ADMIN.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The map, or null when the table has no such key.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public TInner? Get(in TKey key) => _maps.Get(in key) is { } inner ? InnerView.Of(inner, _view) : null;

    /// <inheritdoc cref="BpfHashOfMaps{TKey}.Delete(in TKey)"/>
    public bool Delete(in TKey key) => _maps.Delete(in key);

    /// <inheritdoc cref="BpfHashOfMaps{TKey}.Keys"/>
    public IEnumerable<TKey> Keys() => _maps.Keys();
}
