namespace Sonde.Bpf;

/// <summary>An array of maps of one kind: <c>BPF_MAP_TYPE_ARRAY_OF_MAPS</c>, kernel 4.12.</summary>
/// <remarks>What <see cref="BpfArrayOfMaps"/> says of itself holds here too.</remarks>
/// <typeparam name="TInner">The typed view of an inner map, for example <see cref="BpfHashMap{TKey, TValue}"/>.</typeparam>
public sealed class BpfArrayOfMaps<TInner> : ITypedMap
    where TInner : class, ITypedMap
{
    private readonly BpfArrayOfMaps _maps;
    private readonly Func<BpfMap, TInner> _view;

    internal BpfArrayOfMaps(BpfArrayOfMaps maps, Func<BpfMap, TInner> view)
    {
        _maps = maps;
        _view = view;
    }

    /// <summary>The untyped map.</summary>
    public BpfMap Map => _maps.Map;

    /// <inheritdoc cref="BpfArrayOfMaps.Count"/>
    public int Count => _maps.Count;

    /// <summary>Creates a map that this one can hold. The caller disposes its <see cref="ITypedMap.Map"/>; a place of the array keeps it in the kernel.</summary>
    /// <param name="name">Its name; may be empty.</param>
    /// <exception cref="InvalidOperationException">The template is not known: this map was opened from a pin or by id.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public TInner CreateInner(string name = "") => InnerView.Of(_maps.CreateInner(name), _view);

    /// <inheritdoc cref="BpfArrayOfMaps.Set(int, BpfMap)"/>
    public void Set(int index, TInner inner) => _maps.Set(index, InnerView.MapOf(inner));

    /// <summary>Puts a map in a place and gives the one that was there, whose <see cref="ITypedMap.Map"/> the caller disposes. Needs CAP_SYS_ADMIN.</summary>
    /// <param name="index">The place, from 0.</param>
    /// <param name="inner">A map as the template; it may be disposed afterwards.</param>
    /// <returns>The map that was there, or null.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    /// <exception cref="BpfException">The map is not as the template, or the kernel refused.</exception>
    public TInner? Swap(int index, TInner inner)
        => _maps.Swap(index, InnerView.MapOf(inner)) is { } old ? InnerView.Of(old, _view) : null;

    /// <summary>Opens the map in a place. The caller disposes its <see cref="ITypedMap.Map"/>. Needs CAP_SYS_ADMIN.</summary>
    /// <param name="index">The place, from 0.</param>
    /// <returns>The map, or null when the place is empty.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public TInner? Get(int index) => _maps.Get(index) is { } inner ? InnerView.Of(inner, _view) : null;

    /// <inheritdoc cref="BpfArrayOfMaps.Clear(int)"/>
    public bool Clear(int index) => _maps.Clear(index);
}
